import type { Sql } from "@/db/client";

/** A late span makes its day again; most are not so late. */
const CLOSED_DAYS = 2;
const LOCK_TIMEOUT = "55P03";

/**
 * Drops the tables of days that are over and on which nothing came. One day a transaction: whoever writes waits for a moment only; where
 * a lock is not free, the next round goes on.
 * @param sql connected as recount_worker
 * @returns how many days
 */
export async function dropEmptyDays(sql: Sql, now: Date): Promise<number> {
  const before = new Date(now.getTime() - CLOSED_DAYS * 86_400_000).toISOString().slice(0, 10);
  for (let days = 0; ; days++) {
    try {
      const [row] = await sql<{ day: string | null }[]>`select drop_empty_day(${before}::date)::text as day`;
      if (!row?.day) return days;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === LOCK_TIMEOUT) return days;
      throw error;
    }
  }
}
