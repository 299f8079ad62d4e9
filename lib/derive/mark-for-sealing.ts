import type { Querying } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";

interface Trace {
  projectId: number;
  traceId: string;
  shardKey: number;
}

/** A trace of which nothing came for so long has settled. */
export const SETTLED_MINUTES = 10;

/**
 * Asks for these traces to be sealed: at once, or when they have settled, in the transaction of what changed them. A trace that did not
 * change is not sealed again.
 */
export const markForSealing = (
  tx: Querying,
  traces: readonly Trace[],
  reason: "settled" | "erased" | "asked",
): PromiseLike<unknown> => tx`
  insert into seal_marks (project_id, trace_id, shard_key, due_at, reason)
  select project_id, trace_id, shard_key,
    clock_timestamp() + make_interval(mins => ${reason === "settled" ? SETTLED_MINUTES : 0}::int), ${reason}
  from unnest(
    ${plainArray(traces.map(({ projectId }) => projectId))}::int[],
    ${uuidArray(traces.map(({ traceId }) => traceId))}::uuid[],
    ${plainArray(traces.map(({ shardKey }) => shardKey))}::int[]
  ) as changed (project_id, trace_id, shard_key)`;
