import type { Tx } from "@/db/client";

import { plainArray, uuidArray } from "@/db/pg-array";

import { keyOf, type TraceKey } from "./read-facts";

export interface Claim {
  /** Marks by trace, oldest first. */
  traces: { key: TraceKey; markIds: number[] }[];
}

/** Class of the advisory locks that lanes are. */
const LANE_LOCK = 7001;
/** Of 64: so that two loops find something to do at the same time, in batches that are worth their statements. */
const LANES_A_BATCH = 32;

/**
 * Takes marks of up to `limit` for this transaction. A lane is locked, not the marks: two workers never derive one trace at
 * once, even when it has several marks. Marks are read in the statement that locks; one that another worker has just taken
 * may be seen again, and deriving twice changes nothing.
 *
 * @param minAgeMs younger marks wait, so that a burst for one trace is derived once; unless `limit` marks are waiting
 * @param resting traces whose marks stay
 */
export async function claimMarks(
  tx: Tx,
  limit: number,
  minAgeMs: number,
  resting: readonly Pick<TraceKey, "projectId" | "traceId">[] = [],
): Promise<Claim> {
  const rows = await tx<(TraceKey & { id: number })[]>`
    with waiting as materialized (
      select id, project_id, trace_id, shard_key, lane, marked_at
      from dirty_traces
      where marked_at <= clock_timestamp() -- a trace that failed is marked for later
        and (project_id, trace_id) not in (
          select * from unnest(${plainArray(resting.map((trace) => trace.projectId))}::int[],
            ${uuidArray(resting.map((trace) => trace.traceId))}::uuid[])
        )
      order by id
      limit ${limit * 4}
    ),
    ripe as materialized (
      select *
      from waiting
      where marked_at <= clock_timestamp() - make_interval(secs => ${minAgeMs / 1000})
         or (select count(*) from waiting) >= ${limit}
    ),
    lanes as materialized (
      select lane from ripe group by lane order by min(id)
    ),
    mine as materialized (
      select lane from lanes where pg_try_advisory_xact_lock(${LANE_LOCK}, lane) limit ${LANES_A_BATCH}
    )
    select r.id, r.project_id as "projectId", r.trace_id as "traceId", r.shard_key as "shardKey",
      coalesce(d.first_day, '0001-01-01')::text as "firstDay", coalesce(d.last_day, '0001-01-01')::text as "lastDay"
    from ripe r
    join mine on mine.lane = r.lane
    left join trace_days d on d.project_id = r.project_id and d.trace_id = r.trace_id and d.shard_key = r.shard_key
    order by r.id
    limit ${limit}`;
  const traces = new Map<string, Claim["traces"][number]>();
  for (const { id, ...key } of rows) {
    const known = traces.get(keyOf(key));
    if (known) known.markIds.push(id);
    else traces.set(keyOf(key), { key, markIds: [id] });
  }
  return { traces: [...traces.values()] };
}
