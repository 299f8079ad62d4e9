import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import { nextUtcDay, utcDay } from "./utc-day";

export interface QuotaToday {
  /** Spans a UTC day; null: no quota. */
  quota: number | null;
  /** Spans taken in this UTC day, as of a second ago. */
  used: number;
  /** ISO; when counting starts anew. */
  resetsAt: string;
}

/** How much of today's quota is used up. */
export async function getQuota(ctx: Context): Promise<QuotaToday> {
  requirePermission(ctx, "read_aggregates");
  const now = ctx.now();
  const [row] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<{ quota: number | null; used: number }[]>`
      select p.daily_span_quota as quota, coalesce(d.spans, 0) as used
      from projects p
      left join ingest_days d on d.project_id = p.id and d.day = ${utcDay(now)}::date
      where p.id = ${ctx.project.id}`,
    { readOnly: true },
  );
  return { quota: row?.quota ?? null, used: row?.used ?? 0, resetsAt: nextUtcDay(now).toISOString() };
}
