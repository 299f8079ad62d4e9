import type { Sql } from "@/db/client";

/**
 * Makes the days of every trace hold all of its spans and additions: a trace whose days are missing or too few would not be
 * found. Day by day, so that what is sorted is no more than a day's rows.
 * @returns rows that were wrong
 */
export async function repairTraceDays(sql: Sql): Promise<number> {
  const days = await sql<{ day: string }[]>`
    select distinct to_date(right(c.relname, 8), 'YYYYMMDD')::text as day
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent in ('span_rows'::regclass, 'span_additions'::regclass)
    order by day`;
  let wrong = 0;
  for (const { day } of days) {
    const [from, to] = [
      `${day}T00:00:00Z`,
      new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString(),
    ];
    const repaired = await sql`
      insert into trace_days as t (project_id, trace_id, shard_key, first_day, last_day) /* on every shard */
      select project_id, trace_id, shard_key, ${day}::date, ${day}::date
      from (
        select project_id, trace_id, shard_key from spans where started_at >= ${from} and started_at < ${to}
        union
        select project_id, trace_id, shard_key from span_additions where occurred_at >= ${from} and occurred_at < ${to}
      ) r
      where not exists (
        select from trace_days d
        where d.project_id = r.project_id and d.trace_id = r.trace_id and d.shard_key = r.shard_key
          and d.first_day <= ${day}::date and d.last_day >= ${day}::date
      )
      order by project_id, trace_id, shard_key
      on conflict (project_id, trace_id, shard_key) do update
      set first_day = least(t.first_day, excluded.first_day), last_day = greatest(t.last_day, excluded.last_day)`;
    wrong += repaired.count;
  }
  return wrong;
}
