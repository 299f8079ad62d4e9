import type { Sql, Tx } from "@/db/client";
import { recountBudgets } from "@/lib/budgets/count/recount";

import { collectChanges, noChanges } from "@/lib/derive/collect-changes";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { TEN_SECOND_BUCKETS_MARKED_MS } from "@/lib/derive/mark-stale";
import { countFacts, keyOf, readFacts, type TraceFacts, type TraceKey } from "@/lib/derive/read-facts";
import {
  type KnownPrompts,
  newSightings,
  type ProjectSighting,
  registerPrompts,
  rememberPrompts,
} from "@/lib/derive/register-prompts";
import { resolveStored } from "@/lib/derive/resolve-stored";
import { rollUp, type RollUpOptions } from "@/lib/derive/roll-up";
import { wrongTraces } from "@/lib/derive/write-derived";
import { countStaleSpans, readSummed } from "@/lib/derive/write-summed";

import { repairTraceDays } from "./repair-trace-days";
import { Snapshot } from "./snapshot";

export interface Rebuilt {
  traces: number;
  /** Rows of `traces` and `spans` that were not what their facts say. */
  changedTraces: number;
  changedSpans: number;
}

export interface Repaired extends Rebuilt {
  /** Rows of the other tables that were missing, superfluous or different, by table. */
  repaired: Record<string, number>;
}

export interface RebuildOptions {
  /** As the worker has it: derive-traces.ts. */
  maxSpansPerTrace?: number;
  /** As the worker has it: roll-up.ts. */
  limits?: RollUpOptions["limits"];
  /** Slices of traces, and groups of buckets, that are made at once; each takes a connection, and one more is needed. */
  lanes?: number;
}

/** Traces a step. */
const SLICE = 1000;
/** Rows of spans that are compared together; a trace with more is compared alone. */
const MOST_ROWS = 20_000;
const MAX_SPANS_PER_TRACE = 100_000;
const LANES = 3;

/**
 * Recomputes everything that is derived from spans and additions: the days of traces, traces and spans by comparing them with
 * what is stored, of which only what differs is written; then every bucket that has rows or should, and the sums of budgets.
 * Changes nothing when nothing was wrong. Safe beside a running worker: both only do what marks ask for; what comes in
 * meanwhile is then among what was repaired.
 *
 * @param sql connected as recount_worker, with `lanes` + 2 connections
 * @param onProgress traces done so far
 */
export async function rebuild(
  sql: Sql,
  onProgress: (done: number) => void,
  options: RebuildOptions = {},
): Promise<Repaired> {
  const { lanes = LANES, maxSpansPerTrace = MAX_SPANS_PER_TRACE } = options;
  const prompts: KnownPrompts = new Map();
  const traceDays = await repairTraceDays(sql);
  return (await sql.begin(async (own) => {
    const before = await Snapshot.take(own);
    const result = await compareAll(sql, onProgress, options, async (tx, { sightings }) => {
      const fresh = newSightings(sightings, prompts);
      await registerPrompts(tx, fresh);
      rememberPrompts(prompts, fresh);
    });
    for (const some of result.stale) await deriveAgain(sql, some, prompts, maxSpansPerTrace);
    await markEveryMinute(sql);
    while (
      (await rollUp(sql, { settled: true, lanes, ...(options.limits && { limits: options.limits }) })) > 0
    );
    const slots = await recountBudgets(sql);
    const { stale: _, ...counts } = result;
    return {
      ...counts,
      repaired: { trace_days: traceDays, ...(await before.changed()), budget_slots: slots },
    };
  })) as Repaired;
}

/** What {@link rebuild} would change in `traces` and `spans`; writes nothing. */
export async function checkDerived(
  sql: Sql,
  onProgress: (done: number) => void,
  options: RebuildOptions = {},
): Promise<Rebuilt> {
  const { stale: _, ...counts } = await compareAll(sql, onProgress, options);
  return counts;
}

interface Difference {
  /** Traces whose row is missing, superfluous or different in any column. */
  wrong: TraceKey[];
  /** Those, and traces of which a span is. */
  stale: TraceKey[];
  changedSpans: number;
  sightings: ProjectSighting[];
}

/** Compares every trace, several slices at once. @param seen is told of what each slice holds, in its transaction */
async function compareAll(
  sql: Sql,
  onProgress: (done: number) => void,
  { lanes = LANES, maxSpansPerTrace = MAX_SPANS_PER_TRACE }: RebuildOptions,
  seen?: (tx: Tx, found: Difference) => Promise<void>,
): Promise<Rebuilt & { stale: Pick<Difference, "wrong" | "stale">[] }> {
  const result = { traces: 0, changedTraces: 0, changedSpans: 0, stale: [] as Difference[] };
  const keys = slices(sql);
  const lane = async (): Promise<void> => {
    for (let next = await keys.next(); !next.done; next = await keys.next()) {
      const slice = next.value;
      const found = (await sql.begin(seen ? "read write" : "read only", async (tx) => {
        const difference = await compare(tx, slice, maxSpansPerTrace);
        await seen?.(tx, difference);
        return difference;
      })) as Difference;
      result.traces += slice.length;
      result.changedTraces += found.wrong.length;
      result.changedSpans += found.changedSpans;
      if (found.stale.length > 0) result.stale.push(found);
      onProgress(result.traces);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return result;
}

/** Marks what differs, and derives it as the worker does. */
async function deriveAgain(
  sql: Sql,
  { wrong, stale }: Pick<Difference, "wrong" | "stale">,
  prompts: KnownPrompts,
  maxSpansPerTrace: number,
): Promise<void> {
  // A row that is wrong under the right digest would be taken for unchanged.
  await sql`
    update traces t
    set digest = 0 /* on every shard */
    from unnest(${wrong.map((key) => key.projectId)}::int[], ${wrong.map((key) => key.traceId)}::uuid[]) as u (project_id, trace_id)
    where t.project_id = u.project_id and t.trace_id = u.trace_id`;
  await sql`
    insert into dirty_traces (project_id, trace_id, shard_key, lane)
    select project_id, trace_id, shard_key, get_byte(uuid_send(trace_id), 15) & 63
    from unnest(${stale.map((key) => key.projectId)}::int[], ${stale.map((key) => key.traceId)}::uuid[], ${stale.map((key) => key.shardKey)}::int[])
      as u (project_id, trace_id, shard_key)`;
  while ((await deriveTraces(sql, prompts, { minAgeMs: 0, maxSpansPerTrace })).marks > 0);
}

/** What is stored of these traces against what their facts say; in halves where they are too many rows. */
async function compare(tx: Tx, keys: TraceKey[], maxSpansPerTrace: number): Promise<Difference> {
  const facts = await readFacts(tx, keys, { limit: MOST_ROWS });
  if (facts !== null) return compareFacts(tx, [...facts.values()]);
  const [only] = keys as [TraceKey];
  if (keys.length > 1) {
    const half = Math.ceil(keys.length / 2);
    const first = await compare(tx, keys.slice(0, half), maxSpansPerTrace);
    const second = await compare(tx, keys.slice(half), maxSpansPerTrace);
    return {
      wrong: [...first.wrong, ...second.wrong],
      stale: [...first.stale, ...second.stale],
      changedSpans: first.changedSpans + second.changedSpans,
      sightings: [...first.sightings, ...second.sightings],
    };
  }
  const rows = (await countFacts(tx, keys)).get(keyOf(only)) ?? 0;
  if (rows > maxSpansPerTrace) return compareSummed(tx, only);
  return compareFacts(tx, [...((await readFacts(tx, keys)) ?? new Map<string, TraceFacts>()).values()]);
}

async function compareFacts(tx: Tx, facts: TraceFacts[]): Promise<Difference> {
  const { traces } = await resolveStored(tx, facts);
  const changes = noChanges();
  const stale = new Map<string, TraceKey>();
  const spansOf = ({ spans, goneSpans, filled }: typeof changes): number =>
    spans.length + goneSpans.length + filled.length;
  for (const one of traces) {
    const before = spansOf(changes);
    collectChanges(changes, one.facts, one.resolved, true);
    if (spansOf(changes) > before) stale.set(keyOf(one.facts.key), one.facts.key);
  }
  const keys = new Map(facts.map(({ key }) => [keyOf(key), key]));
  const wrong = new Map<string, TraceKey>();
  for (const row of [...(await wrongTraces(tx, changes.traces)), ...changes.goneTraces]) {
    const key = keys.get(keyOf(row));
    if (key !== undefined) wrong.set(keyOf(row), key);
  }
  return {
    wrong: [...wrong.values()],
    stale: [...new Map([...stale, ...wrong]).values()],
    changedSpans: changes.spans.length + changes.goneSpans.length,
    sightings: changes.sightings,
  };
}

/** Of a trace that is only summed. */
async function compareSummed(tx: Tx, key: TraceKey): Promise<Difference> {
  const { row, stored } = await readSummed(tx, key);
  const gone = stored.filter(({ startedUs }) => startedUs !== row?.startedUs);
  const wrong = gone.length > 0 || (row !== null && (await wrongTraces(tx, [row])).length > 0);
  const changedSpans = await countStaleSpans(tx, key, row);
  return {
    wrong: wrong ? [key] : [],
    stale: wrong || changedSpans > 0 ? [key] : [],
    changedSpans,
    sightings: [],
  };
}

/** Every trace by its first day, a slice at a time: a slice lies in few partitions. */
async function* slices(sql: Sql): AsyncGenerator<TraceKey[], undefined> {
  const keys = sql<TraceKey[]>`
    select project_id as "projectId", trace_id as "traceId", shard_key as "shardKey", first_day::text as "firstDay", last_day::text as "lastDay"
    from trace_days /* on every shard */
    order by first_day, last_day, project_id, trace_id, shard_key`;
  for await (const slice of keys.cursor(SLICE)) yield [...slice];
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
