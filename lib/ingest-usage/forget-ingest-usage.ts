import type { Sql } from "postgres";

const DAY_MS = 86_400_000;
/** How many days of each are kept. */
const KEPT_DAYS = { minutes: 30, days: 400, clients: 30, hours: 31, samples: 7, unkept: 30 } as const;

/**
 * Forgets what is no longer shown of what came in.
 * @param sql as the worker
 * @returns rows deleted
 */
export async function forgetIngestUsage(sql: Sql, now: Date): Promise<number> {
  const before = (kind: keyof typeof KEPT_DAYS) => new Date(now.getTime() - KEPT_DAYS[kind] * DAY_MS);
  const deleted = [
    await sql`delete from ingest_quarantine where at < ${before("samples")}`,
    await sql`delete from ingest_client_hours where hour < ${before("hours")}`,
    await sql`delete from ingest_clients where last_seen_at < ${before("clients")}`,
    await sql`delete from ingest_minutes where minute < ${before("minutes")}`,
    await sql`delete from ingest_unkept where day < ${before("unkept")}::timestamptz::date`,
    await sql`delete from ingest_days where day < ${before("days")}::timestamptz::date`,
  ];
  return deleted.reduce((sum, { count }) => sum + count, 0);
}
