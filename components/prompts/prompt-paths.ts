import { consolePath } from "@/components/shell/routes";

/** The page of a prompt. @param promptId its number, or the fingerprint (16 hex digits) of one of its versions */
export const promptPath = (projectSlug: string, promptId: string): string =>
  `${consolePath(projectSlug, "prompts")}/${promptId}`;

/** Files of the list, or of one prompt. */
export const promptExportPath = (projectSlug: string, promptId?: string): string =>
  `/api/console/${encodeURIComponent(projectSlug)}/prompts/${promptId === undefined ? "" : `${promptId}/`}export`;
