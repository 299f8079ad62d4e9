import { traceJsonPath } from "@/components/trace/trace-paths";

/** Rows of the audit log as JSON; `/export` below it is the file. */
export const auditJsonPath = (projectSlug: string): string =>
  `/api/console/${encodeURIComponent(projectSlug)}/audit`;

export const readersPath = (projectSlug: string, traceId: string): string =>
  `${traceJsonPath(projectSlug, traceId)}/readers`;
