/** Pages of the console that exist. A new page adds its word here and its line in nav-items.ts. */
export type ConsolePage =
  | "overview"
  | "traces"
  | "sessions"
  | "users"
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

/** What of a page's figures the header chooses. */
interface Choices {
  range: boolean;
  environment: boolean;
}

/** Of pages below a project; all others have figures of their own time and of all environments. */
const CHOICES: readonly [page: RegExp, Choices][] = [
  [
    /^(overview|traces|sessions|users|users\/[^/]+|latency|cost|prompts|prompts\/[^/]+|drift|compliance)$/,
    { range: true, environment: true },
  ],
  [/^(compliance\/audit|settings\/ingest)$/, { range: true, environment: false }],
  [/^compliance\/decisions$/, { range: false, environment: true }],
];
const NONE: Choices = { range: false, environment: false };

/** Which choices of the header do something on a page: elsewhere they are absent. */
export function choicesOf(pathname: string): Choices {
  const page = pathname.split("/").slice(3).join("/");
  return CHOICES.find(([pattern]) => pattern.test(page))?.[1] ?? NONE;
}

/** "/p/airline/traces/4bf9…" -> "traces". */
export const pageOf = (pathname: string): string | undefined => pathname.split("/")[3];
