import type { Sql } from "@/db/client";
import { recountBudgets } from "@/lib/budgets/count/recount";

import { collectChanges, noChanges } from "@/lib/derive/collect-changes";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { TEN_SECOND_BUCKETS_MARKED_MS } from "@/lib/derive/mark-stale";
import { foundSince } from "@/lib/derive/read-elsewhere";
import { keyOf, readFacts, type TraceFacts, type TraceKey } from "@/lib/derive/read-facts";
import { resolveStored } from "@/lib/derive/resolve-stored";
import { rollUp } from "@/lib/derive/roll-up";
import { wrongTraces } from "@/lib/derive/write-derived";

export interface Rebuilt {
  traces: number;
  /** Rows of `traces` and `spans` that were not what their facts say. */
  changedTraces: number;
  changedSpans: number;
}

/** Traces a step. */
const SLICE = 1000;

/**
 * Recomputes everything that is derived, trace by trace, from spans and additions; then every bucket that has rows or should.
 * Changes nothing when nothing was wrong. Safe beside a running worker: both only do what marks ask for.
 *
 * @param sql connected as recount_worker
 * @param onProgress traces done so far
 */
export async function rebuild(sql: Sql, onProgress: (done: number) => void): Promise<Rebuilt> {
  const result: Rebuilt = { traces: 0, changedTraces: 0, changedSpans: 0 };
  const prompts = new Map<string, number>();
  for await (const keys of slices(sql)) {
    const { wrong, changedSpans } = await compare(sql, keys);
    // A row that is wrong under the right digest would be taken for unchanged.
    await sql`
      update traces t
      set digest = 0 /* on every shard */
      from unnest(${wrong.map((row) => row.projectId)}::int[], ${wrong.map((row) => row.traceId)}::uuid[]) as u (project_id, trace_id)
      where t.project_id = u.project_id and t.trace_id = u.trace_id`;
    await sql`
      insert into dirty_traces (project_id, trace_id, shard_key, lane)
      select project_id, trace_id, shard_key, get_byte(uuid_send(trace_id), 15) & 63
      from unnest(${keys.map((key) => key.projectId)}::int[], ${keys.map((key) => key.traceId)}::uuid[], ${keys.map((key) => key.shardKey)}::int[])
        as u (project_id, trace_id, shard_key)`;
    while ((await deriveTraces(sql, prompts, { minAgeMs: 0 })).marks > 0);
    result.traces += keys.length;
    result.changedTraces += wrong.length;
    result.changedSpans += changedSpans;
    onProgress(result.traces);
  }
  await markEveryMinute(sql);
  while ((await rollUp(sql, { settled: true })) > 0);
  await recountBudgets(sql);
  return result;
}

/** What {@link rebuild} would change in `traces` and `spans`; writes nothing. */
export async function checkDerived(sql: Sql, onProgress: (done: number) => void): Promise<Rebuilt> {
  const result: Rebuilt = { traces: 0, changedTraces: 0, changedSpans: 0 };
  for await (const keys of slices(sql)) {
    const { wrong, changedSpans } = await compare(sql, keys);
    result.traces += keys.length;
    result.changedTraces += wrong.length;
    result.changedSpans += changedSpans;
    onProgress(result.traces);
  }
  return result;
}

interface Difference {
  /** Traces whose row is missing, superfluous or different in any column. */
  wrong: { projectId: number; traceId: string }[];
  changedSpans: number;
}

async function compare(sql: Sql, keys: TraceKey[]): Promise<Difference> {
  const since = await foundSince(sql);
  return (await sql.begin("read only", async (tx) => {
    const facts = [...((await readFacts(tx, keys)) ?? new Map<string, TraceFacts>()).values()];
    const { traces } = await resolveStored(tx, facts, since);
    const changes = noChanges();
    for (const one of traces) collectChanges(changes, one.facts, one.resolved, true);
    const wrong = [...(await wrongTraces(tx, changes.traces)), ...changes.goneTraces];
    return {
      wrong: [...new Map(wrong.map((row) => [keyOf(row), row])).values()],
      changedSpans: changes.spans.length + changes.goneSpans.length,
    };
  })) as Difference;
}

/** Every trace by key, a slice at a time. */
async function* slices(sql: Sql): AsyncGenerator<TraceKey[]> {
  let last: TraceKey | undefined;
  for (;;) {
    const keys: TraceKey[] = await sql<TraceKey[]>`
      select project_id as "projectId", trace_id as "traceId", shard_key as "shardKey", first_day::text as "firstDay", last_day::text as "lastDay"
      from trace_days
      where (project_id, trace_id, shard_key) > (${last?.projectId ?? 0}, ${last?.traceId ?? "00000000-0000-0000-0000-000000000000"}::uuid, ${last?.shardKey ?? 0})
      order by project_id, trace_id, shard_key
      limit ${SLICE}`;
    if (keys.length === 0) return;
    yield keys;
    last = keys.at(-1);
  }
}

/** Minutes with rows, and minutes whose figures have none: both are made anew. What retention has taken keeps its figures. */
async function markEveryMinute(sql: Sql): Promise<void> {
  await sql`
    insert into dirty_buckets (project_id, tier, bucket) /* from every shard */
    select project_id, 60, bucket
    from (
      select project_id, date_trunc('minute', started_at) as bucket from spans
      union
      select project_id, date_trunc('minute', started_at) from traces
      union
      select r.project_id, r.bucket from rollup_calls r where r.tier = 60
      union
      select r.project_id, r.bucket from rollup_traces r where r.tier = 60
    ) b
    union all
    select project_id, 10, date_bin('10 seconds', started_at, '2000-01-01 00:00:00+00'::timestamptz)
    from (select project_id, started_at from spans union all select project_id, started_at from traces) rows
    where started_at > clock_timestamp() - make_interval(secs => ${TEN_SECOND_BUCKETS_MARKED_MS / 1000})
    group by 1, 3`;
}

/** Traces that {@link slices} will ingest request. */
export async function countTraces(sql: Sql): Promise<number> {
  const [row] = await sql<{ n: number }[]>`select count(*)::int as n from trace_days /* on every shard */`;
  return row?.n ?? 0;
}
