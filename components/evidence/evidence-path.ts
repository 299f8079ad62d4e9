/** What a file of evidence is about. */
export interface EvidenceOf {
  kind: "trace" | "incident" | "session" | "decisions" | "subject" | "range";
  /** Absent: of a range. */
  of?: string;
  from?: string;
  to?: string;
}

export const evidencePath = (projectSlug: string, params: URLSearchParams): string =>
  `/api/console/${encodeURIComponent(projectSlug)}/evidence?${params}`;

/** Where the program lies that checks such a file. */
export const VERIFIER_PATH = "/api/recount-verify.js";
