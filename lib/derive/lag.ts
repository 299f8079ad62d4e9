import type { Querying } from "@/db/client";

import { TIERS } from "./tiers";

export interface DeriveLag {
  /** Marks that wait for derivation, and how long the oldest has waited. */
  traces: { marks: number; oldestMs: number };
  /** Marks of buckets by tier, and for how long the oldest should have been made; an open bucket keeps its marks until it closes. */
  buckets: { tier: number; marks: number; lateMs: number }[];
}

/** How far derived data is behind what was ingested: of all projects for the worker, of the one that is set for the app. */
export async function deriveLag(sql: Querying): Promise<DeriveLag> {
  const [traces] = await sql<DeriveLag["traces"][]>`
    select count(*)::int as marks,
      greatest(coalesce(extract(epoch from clock_timestamp() - min(marked_at)) * 1000, 0), 0)::int as "oldestMs"
    from dirty_traces`;
  const buckets = await sql<DeriveLag["buckets"]>`
    select tier, count(*)::int as marks,
      greatest(coalesce(extract(epoch from clock_timestamp() - min(due_at)) * 1000, 0), 0)::bigint as "lateMs"
    from (${dueBuckets(sql)}) d
    group by tier
    order by tier`;
  return { traces: traces ?? { marks: 0, oldestMs: 0 }, buckets: [...buckets] };
}

/**
 * Marks of buckets with when each should be made: a bucket that is not over, as those of spans from the future, is not late; one that
 * is gets its time to settle.
 */
export const dueBuckets = (sql: Querying) => sql`
  select d.project_id, d.tier,
    greatest(d.bucket + make_interval(secs => t.over_s), d.marked_at) + make_interval(secs => t.patience_s) as due_at
  from dirty_buckets d
  join unnest(${TIERS.map(({ tier }) => tier)}::int[], ${TIERS.map(({ seconds, openS }) => seconds + openS)}::float8[],
    ${TIERS.map(({ patienceS }) => patienceS)}::float8[]) as t (tier, over_s, patience_s) on t.tier = d.tier`;
