import type { Sql } from "@/db/client";

const DAYS_AHEAD = 8;

/** Makes the partitions of yesterday to eight days from now (UTC), so that no request has to wait for one. */
export async function makePartitions(sql: Sql, now: Date): Promise<number> {
  const day = (offset: number): string =>
    new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
  const [made] = await sql<
    { made: number }[]
  >`select ensure_partitions(${day(-1)}::date, ${day(DAYS_AHEAD)}::date) as made`;
  return made?.made ?? 0;
}
