import { consolePath } from "@/components/shell/routes";

export const SETTINGS_PAGES = [
  { page: "project", label: "Project" },
  { page: "members", label: "Members" },
  { page: "keys", label: "API keys" },
  { page: "ingest", label: "Ingest" },
  { page: "prices", label: "Prices" },
  { page: "notifications", label: "Notifications" },
  { page: "providers", label: "Providers" },
  { page: "jobs", label: "Jobs" },
  { page: "profile", label: "Your profile" },
] as const;

export type SettingsPage = (typeof SETTINGS_PAGES)[number]["page"];

export const settingsPath = (projectSlug: string, page: SettingsPage): string =>
  `${consolePath(projectSlug, "settings")}/${page}`;
