import { consolePath } from "@/components/shell/routes";

/** Addresses of an incident: its page, and its JSON for whoever is signed in; without an id those of the list. */

export const incidentPath = (projectSlug: string, id: string): string =>
  `${consolePath(projectSlug, "incidents")}/${id}`;

export const incidentJsonPath = (projectSlug: string, id?: string): string =>
  `/api/console/${encodeURIComponent(projectSlug)}/incidents${id === undefined ? "" : `/${id}`}`;
