import type { JsonObject } from "@/lib/model/json";

import { textOrNull } from "../dialects/facts";
import { ancestryOf, runIdOf, timeNs, traceIdOfRun } from "./identity";

/** Where a run stands: what a span must have before it can be stored. */
export interface Place {
  runId: string;
  traceId: string;
  parentRunId: string | null;
  startedAtNs: bigint;
}

/**
 * The place of a run, from all that was said of it. `dotted_order` is believed first: it is in creations and updates alike, so the
 * place is the same whichever came first.
 * @param created whether the run's creation is there: without it, a missing parent means nothing
 * @returns null while its trace or its start is not known yet
 */
export function placeOf(runId: string, run: JsonObject, created: boolean): Place | null {
  const ancestry = ancestryOf(run.dotted_order);
  const startedAtNs = ancestry?.startedAtNs ?? timeNs(run.start_time);
  const parent = ancestry?.runIds.at(-2) ?? textOrNull(run.parent_run_id);
  const parentRunId = parent === null || runIdOf(parent) === runId ? null : runIdOf(parent);
  const root =
    textOrNull(run.trace_id) ?? ancestry?.runIds[0] ?? (parentRunId === null && created ? runId : null);
  // Programs that write requests by hand leave out the trace: right below the root, the parent names it.
  const traceRunId = root ?? (created ? parentRunId : null);
  if (startedAtNs === null || traceRunId === null) return null;
  return { runId, traceId: traceIdOfRun(traceRunId), parentRunId, startedAtNs };
}
