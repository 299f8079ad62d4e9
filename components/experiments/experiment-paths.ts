import { consolePath } from "@/components/shell/routes";
import { traceRunsPath } from "@/components/trace/trace-paths";

/** The page of an experiment. */
export const experimentPath = (projectSlug: string, id: number): string =>
  `${consolePath(projectSlug, "experiments")}/${id}`;

/** Those of one trace. */
export const experimentsOfTrace = (projectSlug: string, traceId: string): string =>
  `${consolePath(projectSlug, "experiments")}?trace=${traceId}`;

/** Where a recorded call is run again. */
export const runPath = (projectSlug: string, traceId: string, spanId: string): string =>
  `${traceRunsPath(projectSlug, traceId)}/${spanId}/run`;

/** Where it is sent to be run, for whoever is signed in. */
export const runRoute = (projectSlug: string): string =>
  `/api/console/${encodeURIComponent(projectSlug)}/experiments`;
