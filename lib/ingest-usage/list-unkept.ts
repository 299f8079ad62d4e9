import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface UnkeptRecords {
  /** Of the event; "" for records without one. */
  name: string;
  reason: string;
  records: number;
  /** ISO */
  lastAt: string;
}

const SHOWN = 100;

/**
 * Log records that became nothing, by name and reason, most first: of whole UTC days that touch the range. Kept for 30 days.
 * @returns the first 100, and how many records there were in all
 */
export async function listUnkept(
  ctx: Context,
  range: { from: Date; to: Date },
): Promise<{ rows: UnkeptRecords[]; total: number }> {
  requirePermission(ctx, "read_aggregates");
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<(UnkeptRecords & { total: number })[]>`
      select
        name, reason, sum(records)::bigint as records, max(last_at) as "lastAt",
        (sum(sum(records)) over ())::bigint as total
      from ingest_unkept
      where project_id = ${ctx.project.id}
        and day >= (${range.from}::timestamptz at time zone 'utc')::date
        and day <= (${range.to}::timestamptz at time zone 'utc')::date
      group by name, reason
      order by records desc, name, reason
      limit ${SHOWN}`,
    { readOnly: true },
  );
  return {
    rows: rows.map(({ name, reason, records, lastAt }) => ({ name, reason, records, lastAt })),
    total: rows[0]?.total ?? 0,
  };
}
