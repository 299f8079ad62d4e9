import { consolePath } from "@/components/shell/routes";

/** The pages of the section, as its tabs show them. A new page adds its line. */
export const COMPLIANCE_PAGES = [
  { page: "", label: "Overview" },
  { page: "decisions", label: "Decisions" },
  { page: "checklist", label: "Logging checklist" },
  { page: "audit", label: "Audit log" },
  { page: "seals", label: "Seals" },
] as const;

export type CompliancePage = (typeof COMPLIANCE_PAGES)[number]["page"];

export const compliancePath = (projectSlug: string, page: CompliancePage): string =>
  [consolePath(projectSlug, "compliance"), ...(page === "" ? [] : [page])].join("/");
