import type { Sql } from "@/db/client";
import { deriveLag } from "@/lib/derive/lag";

const LOOK_EVERY_MS = 200;

/** Waits until every trace is derived; milliseconds it took, null when that takes longer than `timeoutMs`. */
export async function untilDerived(sql: Sql, timeoutMs: number): Promise<number | null> {
  return until(async () => (await deriveLag(sql)).traces.marks === 0, timeoutMs);
}

/** Waits until every trace is derived and every minute, hour and day that is over is rolled up. */
export async function untilRolledUp(sql: Sql, timeoutMs: number): Promise<number | null> {
  return until(async () => {
    const [row] = await sql<{ settled: boolean }[]>`
      select not exists (select from dirty_traces)
         and not exists (
           select from dirty_buckets
           where bucket + case tier when 0 then interval '1 day' else tier * interval '1 second' end
                 < clock_timestamp() - interval '2 minutes'
         ) as settled`;
    return row?.settled === true;
  }, timeoutMs);
}

async function until(done: () => Promise<boolean>, timeoutMs: number): Promise<number | null> {
  const startedAt = performance.now();
  while (performance.now() < startedAt + timeoutMs) {
    if (await done()) return performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return null;
}
