import type { Sql } from "@/db/client";
import { BlockNumbers, refOf } from "@/lib/bodies/body-ref";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { writeBodies } from "@/lib/bodies/write-bodies";
import { addParallelSavings } from "@/lib/derive/add-parallel-savings";
import { collectChanges, distinctSlots, noChanges, type Changes } from "@/lib/derive/collect-changes";
import type { DerivedColumns, ResolvedTrace } from "@/lib/derive/facts";
import type { TraceFacts } from "@/lib/derive/read-facts";
import {
  type KnownPrompts,
  newSightings,
  registerPrompts,
  rememberPrompts,
} from "@/lib/derive/register-prompts";
import { resolveTrace } from "@/lib/derive/resolve-trace";
import { distinctBuckets, markStale } from "@/lib/derive/mark-stale";
import { digest128 } from "@/lib/model/digest";
import { KnownLabelSets } from "@/lib/ingest/label-sets";
import { isoOfUs, markSlots, upsertTraces } from "@/lib/derive/write-derived";

import { copyInto } from "./copy-into";
import { makeTrace, type World } from "./make-trace";
import type { Schedule } from "./plan";
import { randomFrom } from "./random";
import { labelsOf, setPlace, SPAN_COPY_COLUMNS, spanLine, type SeedSpan } from "./span-rows";

/** An hour's rows, ready to be written. */
export interface Hour {
  spanLines: string[];
  dayLines: string[];
  changes: Changes;
  traces: number;
  /** Texts that stand in no other hour. */
  texts: number;
  /** A word that stands in one trace of the hour; null: no trace has texts of its own. */
  reference: string | null;
}

/**
 * Makes the traces of an hour and derives them as the worker would, before anything is written: the same functions over the
 * same facts, without the way through the database and back.
 */
export async function makeHour(
  sql: Sql,
  world: World,
  schedule: Schedule,
  seed: number,
  hour: number,
): Promise<Hour> {
  const random = randomFrom(seed, 101 + hour);
  world.own?.beginHour();
  const traces: { facts: TraceFacts; resolved: ResolvedTrace; spans: SeedSpan[] }[] = [];
  const began = [...schedule.traces(hour, random)].map(({ atMs, feature }) =>
    makeTrace(world, feature, atMs, random),
  );
  const references = world.own?.references ?? [];
  const made: Hour = {
    spanLines: [],
    dayLines: [],
    changes: noChanges(),
    traces: 0,
    texts: 2 * references.length,
    reference: references[references.length >> 1] ?? null,
  };
  await writeBlocks(sql, world, began.flat());
  await writeLabelSets(sql, world, began.flat());
  for (const spans of began) {
    const [first] = spans as [SeedSpan];
    const firstDay = isoOfUs(first.startedUs).slice(0, 10);
    const lastDay = isoOfUs(Math.max(...spans.map((span) => span.startedUs))).slice(0, 10);
    const key = { projectId: world.projectId, traceId: first.traceId, shardKey: 1, firstDay, lastDay };
    const facts = { key, spans, additions: [], stored: [] };
    traces.push({ facts, resolved: resolveTrace(spans, []), spans });
  }
  await sql.begin((tx) => addParallelSavings(tx, traces));
  for (const { facts, resolved, spans } of traces) {
    for (const { span, derived } of resolved.spans) setDerived(span as SeedSpan, derived);
    collectChanges(made.changes, facts, resolved);
    for (const span of spans) made.spanLines.push(spanLine(span));
    const { projectId, traceId, shardKey, firstDay, lastDay } = facts.key;
    made.dayLines.push(`${projectId}\t${traceId}\t${shardKey}\t${firstDay}\t${lastDay}\n`);
    made.traces++;
  }
  return made;
}

const numbers = new BlockNumbers();
const known = new KnownBodies();

/** Blocks are there before anything refers to them. */
async function writeBlocks(sql: Sql, world: World, spans: readonly SeedSpan[]): Promise<void> {
  const { projectId, texts, own } = world;
  const carriers = spans.map((span) => ({
    shardKey: 1,
    traceId: span.traceId,
    day: isoOfUs(span.startedUs).slice(0, 10),
    id: digest128(`${span.traceId}${span.spanId}`),
    ids: span.bodies,
  }));
  const bodies = new Map([[1, new Map([...texts.set.bodies, ...(own?.set.bodies ?? [])])]]);
  const { blocks, records, remember } = await writeBodies(projectId, carriers, bodies, known, numbers);
  for (const row of blocks)
    await sql`
      insert into body_blocks (project_id, block, last_block, day, shard_key, bytes, others, bodies)
      values (${projectId}, ${String(row.block)}, ${String(row.last_block)}, ${row.day}, 1, ${row.bytes}, ${row.others}::bigint[], ${row.bodies})`;
  remember();
  for (const [index, place] of records.entries())
    if (place !== null) setPlace(spans[index] as SeedSpan, String(refOf(place)));
}

const knownSets = new KnownLabelSets(Infinity);

async function writeLabelSets(sql: Sql, { projectId }: World, spans: readonly SeedSpan[]): Promise<void> {
  const rows = spans.map((span) => ({ ...labelsOf(span), shard_key: 1, label_set: null, own_labels: null }));
  const { sets, remember } = knownSets.place(projectId, rows);
  const stored = sets.map((set) => ({ ...set, project_id: projectId }));
  await sql`
    insert into label_sets
    select * from jsonb_populate_recordset(null::label_sets, ${JSON.stringify(stored)}::text::jsonb)
    on conflict do nothing`;
  remember();
  for (const [index, { label_set }] of rows.entries()) (spans[index] as SeedSpan).labelSet = label_set;
}

/** What an update of the span would write, written at once. */
function setDerived(span: SeedSpan, derived: DerivedColumns): void {
  for (const [name, value] of Object.entries(derived))
    (span as unknown as Record<string, unknown>)[`derived${name[0]?.toUpperCase()}${name.slice(1)}`] = value;
}

const TRACES_A_STATEMENT = 1_000;

export async function writeHour(sql: Sql, hour: Hour, prompts: KnownPrompts): Promise<void> {
  await copyInto(sql, `span_rows (${SPAN_COPY_COLUMNS})`, hour.spanLines);
  await copyInto(sql, "trace_days (project_id, trace_id, shard_key, first_day, last_day)", hour.dayLines);
  const { traces, tenSecondBuckets, slots, sightings } = hour.changes;
  const fresh = newSightings(sightings, prompts);
  await sql.begin(async (tx) => {
    for (let from = 0; from < traces.length; from += TRACES_A_STATEMENT)
      await upsertTraces(tx, traces.slice(from, from + TRACES_A_STATEMENT));
    await markStale(tx, distinctBuckets(tenSecondBuckets));
    await markSlots(tx, distinctSlots(slots));
    await registerPrompts(tx, fresh);
  });
  rememberPrompts(prompts, fresh);
}
