/** Pages of the console that exist. A new page adds its word here and its line in nav-items.ts. */
export type ConsolePage =
  | "overview"
  | "traces"
  | "sessions"
  | "incidents"
  | "latency"
  | "cost"
  | "budgets"
  | "drift"
  | "monitors"
  | "prompts"
  | "mentions"
  | "experiments"
  | "compliance"
  | "settings"
  | "getting-started";

/** Project pages live under /p, so a project may be called "api" or "login" without clashing with anything. */
export const consolePath = (projectSlug: string, page: ConsolePage = "overview"): string =>
  `/p/${encodeURIComponent(projectSlug)}/${page}`;

/** "/p/airline/traces/4bf9…" -> "traces". */
export const pageOf = (pathname: string): string | undefined => pathname.split("/")[3];
