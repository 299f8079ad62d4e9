import { compliancePath } from "@/components/compliance/compliance-path";

export const decisionsPath = (projectSlug: string): string => compliancePath(projectSlug, "decisions");

/** The record of one. */
export const decisionPath = (projectSlug: string, traceId: string): string =>
  `${decisionsPath(projectSlug)}/${traceId}`;

export const decisionRulesPath = (projectSlug: string): string => `${decisionsPath(projectSlug)}/rules`;

/** The list as a file. @param query as the API takes it */
export const decisionsExportPath = (
  projectSlug: string,
  query: URLSearchParams,
  format: "csv" | "json",
): string =>
  `/api/console/${encodeURIComponent(projectSlug)}/decisions/export?${new URLSearchParams([...query, ["format", format]])}`;
