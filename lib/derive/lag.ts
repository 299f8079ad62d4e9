import type { Querying } from "@/db/client";

export interface DeriveLag {
  /** Marks that wait for derivation, and how long the oldest has waited. */
  traces: { marks: number; oldestMs: number };
  /** Marks of buckets by tier; an open bucket keeps its marks until it closes. */
  buckets: { tier: number; marks: number; oldestMs: number }[];
}

/** How far derived data is behind what was ingested: of all projects for the worker, of the one that is set for the app. */
export async function deriveLag(sql: Querying): Promise<DeriveLag> {
  const [traces] = await sql<DeriveLag["traces"][]>`
    select count(*)::int as marks,
      greatest(coalesce(extract(epoch from clock_timestamp() - min(marked_at)) * 1000, 0), 0)::int as "oldestMs"
    from dirty_traces`;
  const buckets = await sql<DeriveLag["buckets"]>`
    select tier, count(*)::int as marks, (extract(epoch from clock_timestamp() - min(marked_at)) * 1000)::bigint as "oldestMs"
    from dirty_buckets
    group by tier
    order by tier`;
  return { traces: traces ?? { marks: 0, oldestMs: 0 }, buckets: [...buckets] };
}
