import type { Sql } from "@/db/client";

export interface Lag {
  /** Marks of traces that wait to be derived. */
  waiting: number;
  /** Age of the oldest one. */
  lagMs: number;
}

/** How far derivation is behind now. */
export async function deriveLag(sql: Sql): Promise<Lag> {
  const [row] = await sql<{ waiting: number; lag_ms: number }[]>`
    select count(*)::int as waiting,
           coalesce(extract(epoch from clock_timestamp() - min(marked_at)) * 1000, 0)::float8 as lag_ms
    from dirty_traces`;
  return { waiting: row?.waiting ?? 0, lagMs: row?.lag_ms ?? 0 };
}

/** Waits until every trace is derived and every bucket that is over is rolled up; null when that takes longer than `timeoutMs`. */
export async function untilSettled(sql: Sql, timeoutMs: number): Promise<number | null> {
  const startedAt = performance.now();
  while (performance.now() < startedAt + timeoutMs) {
    const [row] = await sql<{ busy: boolean }[]>`
      select exists (select from dirty_traces)
          or exists (
            select from dirty_buckets
            where bucket + case tier when 0 then interval '1 day' else tier * interval '1 second' end
                  < clock_timestamp() - interval '2 minutes'
          ) as busy`;
    if (row?.busy === false) return performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return null;
}
