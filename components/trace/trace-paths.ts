import { consolePath } from "@/components/shell/routes";

/** Addresses of a trace: its page, and its JSON for whoever is signed in; below that, `/spans/ID` is one of its spans. */
export const tracePath = (projectSlug: string, traceId: string): string =>
  `${consolePath(projectSlug, "traces")}/${traceId}`;

export const sessionPath = (projectSlug: string, sessionId: string): string =>
  `${consolePath(projectSlug, "sessions")}/${encodeURIComponent(sessionId)}`;

/** Whom a trace served, as its client names them. */
export const userPath = (projectSlug: string, userId: string): string =>
  `${consolePath(projectSlug, "users")}/${encodeURIComponent(userId)}`;

export const traceJsonPath = (projectSlug: string, traceId: string): string =>
  `/api/console/${encodeURIComponent(projectSlug)}/traces/${traceId}`;

/** Below it, `/ID/run` is where a model call of the trace is run again. */
export const traceRunsPath = (projectSlug: string, traceId: string): string =>
  `${tracePath(projectSlug, traceId)}/spans`;

/** Pages of a trace's skeleton; below it `/ID` is one of its spans. */
export const traceSpansPath = (projectSlug: string, traceId: string): string =>
  `${traceJsonPath(projectSlug, traceId)}/spans`;

/** What stands in the way of replaying the trace, for whoever is signed in. */
export const doctorPath = (projectSlug: string, traceId: string): string =>
  `${traceJsonPath(projectSlug, traceId)}/doctor`;

/** The trace, or its replay, as one HTML file. @param zone in which its times are told; null: the viewer's own */
export const sharePath = (
  projectSlug: string,
  traceId: string,
  { zone, isReplay }: { zone: string | null; isReplay: boolean },
): string =>
  `${traceJsonPath(projectSlug, traceId)}/share?${new URLSearchParams({
    format: isReplay ? "replay" : "html",
    ...(zone !== null && { tz: zone }),
  })}`;

/** Two traces side by side. @param withId absent: a healthy one is looked for */
export const comparePath = (projectSlug: string, traceId: string, withId?: string): string =>
  `${tracePath(projectSlug, traceId)}/compare${withId === undefined ? "" : `?with=${withId}`}`;
