import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";

/**
 * When these traces began; those that there are not are absent. Of one that nobody derived yet, its first day.
 * @param ids 32 hex digits
 */
export async function startsOf(tx: Tx, ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx<{ traceId: string; startedAt: string }[]>`
    select d.trace_id as "traceId", coalesce(t.started_at, d.first_day::timestamptz) as "startedAt"
    from trace_days d
    left join traces t on t.project_id = d.project_id and t.shard_key = d.shard_key and t.trace_id = d.trace_id
      and t.started_at >= d.first_day - 1 and t.started_at < d.last_day + 2
    where d.project_id = ${ctx.project.id} and d.shard_key = any(${plainArray(ctx.project.shardKeys)}::int[])
      and d.trace_id = any(${uuidArray(ids)}::uuid[])`;
  return new Map(rows.map(({ traceId, startedAt }) => [hexOfUuid(traceId), startedAt]));
}
