import { textArray } from "@/db/pg-array";
import { binaryArray, type PgType } from "@/db/pg-binary";
import { type Pipeline, runBatch, runOne, type Statement } from "@/db/pipeline";
import { BlockNumbers, dayNumber, refOf } from "@/lib/bodies/body-ref";
import { givenUp, relyStatement } from "@/lib/bodies/epochs";
import { type Carrier, type Known, writeBodies } from "@/lib/bodies/write-bodies";
import { pricesStatement } from "@/lib/cost/store-prices";
import { SETTLED_MINUTES } from "@/lib/derive/mark-for-sealing";
import { TEN_SECOND_BUCKETS_MARKED_MS } from "@/lib/derive/mark-stale";
import { laneOf } from "@/lib/model/ids";
import { dayOfIso } from "@/lib/model/instant";

import { KnownLabelSets } from "./label-sets";
import {
  type AdditionRow,
  ADDITION_COLUMNS,
  BLOCK_COLUMNS,
  type Batch,
  type ColumnType,
  LABEL_SET_COLUMNS,
  SCORE_COLUMNS,
  SPAN_COLUMNS,
  type SpanRow,
} from "./rows";

const SQL_TYPE: Record<ColumnType, string> = {
  int: "int[]",
  bigint: "bigint[]",
  double: "double precision[]",
  boolean: "boolean[]",
  text: "text[]",
  texts: "text[]",
  timestamptz: "timestamptz[]",
  uuid: "uuid[]",
  bytea: "bytea[]",
  bytes: "bytea[]",
  date: "text[]",
};

/** What travels as text within a row, and what it becomes there. */
const ROW_CAST: Partial<Record<ColumnType, string>> = { texts: "::text[]", date: "::date" };

/** How a column travels: lists within a row as literals of their own, since unnest flattens arrays. */
const TRAVELS_AS: Record<ColumnType, PgType> = {
  int: "int",
  bigint: "bigint",
  double: "double",
  boolean: "boolean",
  text: "text",
  texts: "text",
  timestamptz: "timestamptz",
  uuid: "uuid",
  bytea: "bytea",
  bytes: "bytes",
  date: "text",
};

const columnArray = (type: ColumnType, values: readonly unknown[]): Buffer =>
  binaryArray(
    TRAVELS_AS[type],
    type === "texts" ? values.map((value) => value && textArray(value as string[])) : values,
  );

/** Makes the statement for a batch of rows of a project; null: there is none to write. */
type Insert = (projectId: number, rows: readonly Record<string, unknown>[]) => Statement | null;

/** Statements kept per table; a batch with yet another set of columns takes the one with all of them. */
const MAX_STATEMENTS = 64;

/**
 * `insert into table select from unnest(...)` for a map of columns. A batch sends the columns that any of its rows fills:
 * half of a span's are empty in most traffic, and an empty array of a thousand costs as much as a full one. What is left out
 * is null, in `excluded` too.
 */
function insertFor(
  table: string,
  columns: Readonly<Record<string, ColumnType>>,
  ending: string,
  casts: Readonly<Record<string, string>> = {},
): Insert {
  const all = Object.keys(columns);
  const texts = new Map<string, { names: readonly string[]; text: string }>();
  const textFor = (names: readonly string[]): { names: readonly string[]; text: string } => {
    const key = names.length === all.length ? "all" : names.join();
    const known = texts.get(key);
    if (known) return known;
    if (texts.size >= MAX_STATEMENTS && key !== "all") return textFor(all);
    const made = { names, text: insertText(table, columns, names, ending, casts) };
    texts.set(key, made);
    return made;
  };
  return (projectId, rows) => {
    if (rows.length === 0) return null;
    const { text, names } = textFor(
      all.filter((name) => rows.some((row) => row[name] !== null && row[name] !== undefined)),
    );
    const arrays = names.map((name) =>
      columnArray(
        columns[name] as ColumnType,
        rows.map((row) => row[name]),
      ),
    );
    return { text, values: [projectId, ...arrays] };
  };
}

function insertText(
  table: string,
  columns: Readonly<Record<string, ColumnType>>,
  names: readonly string[],
  ending: string,
  casts: Readonly<Record<string, string>>,
): string {
  const selected = names.map(
    (name) => `u.${name}${casts[name] ?? ROW_CAST[columns[name] as ColumnType] ?? ""}`,
  );
  return `
    insert into ${table} (project_id, ${names.join(", ")})
    select $1::int, ${selected.join(", ")}
    from unnest(${names.map((name, index) => `$${index + 2}::${SQL_TYPE[columns[name] as ColumnType]}`).join(", ")})
      as u (${names.join(", ")})
    ${ending}`;
}

const SPAN_KEY = ["trace_id", "span_id", "started_at", "shard_key"];
const insertSpans = insertFor(
  "span_rows",
  SPAN_COLUMNS,
  `on conflict (project_id, trace_id, span_id, started_at, shard_key) do update
   set ${Object.keys(SPAN_COLUMNS)
     .filter((name) => !SPAN_KEY.includes(name))
     .map((name) => `${name} = excluded.${name}`)
     .join(", ")}
   where span_rows.revision < excluded.revision`,
);
/** What is there says the same, but for the day, or was blackened by an erasure and is used again. */
const insertLabelSets = insertFor(
  "label_sets",
  LABEL_SET_COLUMNS,
  `on conflict (project_id, id, shard_key) do update
   set used_on = excluded.used_on, name = excluded.name, trace_name = excluded.trace_name, error_type = excluded.error_type
   where label_sets.used_on < excluded.used_on`,
);
const insertAdditions = insertFor("span_additions", ADDITION_COLUMNS, "on conflict do nothing");
const insertScores = insertFor(
  "scores",
  SCORE_COLUMNS,
  `on conflict (project_id, id, shard_key) do update
   set ${Object.keys(SCORE_COLUMNS)
     .filter((name) => !["id", "shard_key", "created_at"].includes(name))
     .map((name) => `${name} = excluded.${name}`)
     .join(", ")}
   where (scores.revised_at, coalesce(scores.value_text, scores.value_number::text, ''))
       < (excluded.revised_at, coalesce(excluded.value_text, excluded.value_number::text, ''))`,
);
/** Another process has given one of these numbers to a block of its own: the batch is made again with others. */
const insertBlocks = insertFor("body_blocks", BLOCK_COLUMNS, "", { others: "::bigint[]" });
const insertDays = insertFor(
  "trace_days",
  { trace_id: "uuid", shard_key: "int", first_day: "date", last_day: "date" },
  `on conflict (project_id, trace_id, shard_key) do update
   set first_day = least(trace_days.first_day, excluded.first_day), last_day = greatest(trace_days.last_day, excluded.last_day)
   where excluded.first_day < trace_days.first_day or excluded.last_day > trace_days.last_day`,
);
const insertStale = insertFor("dirty_buckets", { tier: "int", bucket: "timestamptz" }, "");
const insertSealMarks = insertFor(
  "seal_marks",
  { trace_id: "uuid", shard_key: "int", due_at: "timestamptz", reason: "text" },
  "",
);
const insertMarks = insertFor("dirty_traces", { trace_id: "uuid", shard_key: "int", lane: "int" }, "");

const byKey =
  <Row extends Record<string, unknown>>(names: readonly (keyof Row)[]) =>
  (a: Row, b: Row) => {
    for (const name of names) {
      const x = a[name] as string | number;
      const y = b[name] as string | number;
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  };

export interface Written {
  spans: number;
  /** Of them, those that keep their labels themselves: label-sets.ts. */
  ownLabels: number;
}

/** Each key once, the copy with the greatest revision, sorted by key: unsorted upserts deadlock under contention. */
function distinctSpans(spans: readonly SpanRow[]): SpanRow[] {
  const byId = new Map<string, SpanRow>();
  for (const span of spans) {
    const key = `${span.trace_id}${span.span_id}${span.started_at}`;
    const other = byId.get(key);
    if (!other || BigInt(other.revision as string) < BigInt(span.revision as string)) byId.set(key, span);
  }
  return [...byId.values()].sort(byKey<SpanRow>(["trace_id", "span_id", "started_at"]));
}

function distinct<Row extends Record<string, unknown>>(
  rows: readonly Row[],
  names: readonly (keyof Row)[],
): Row[] {
  const seen = new Map(rows.map((row) => [names.map((name) => row[name]).join(" "), row]));
  return [...seen.values()].sort(byKey<Row>(names));
}

/** Per trace: the days between which its new parts lie. */
function traceDays(batch: Batch) {
  const days = new Map<
    string,
    { trace_id: string; shard_key: number; first_day: string; last_day: string }
  >();
  const touch = (traceId: string, shardKey: number, day: string) => {
    const known = days.get(traceId);
    if (!known) days.set(traceId, { trace_id: traceId, shard_key: shardKey, first_day: day, last_day: day });
    else if (day < known.first_day) known.first_day = day;
    else if (day > known.last_day) known.last_day = day;
  };
  for (const span of batch.spans)
    touch(span.trace_id as string, span.shard_key as number, dayOfIso(span.started_at));
  for (const row of batch.additions)
    touch(row.trace_id as string, row.shard_key as number, dayOfIso(row.occurred_at));
  return [...days.values()].sort(byKey(["trace_id"]));
}

/**
 * Minutes that get rows, and of the last minutes their ten-second buckets: their figures are stale from this commit on, before
 * anything is derived.
 */
function staleBuckets(spans: readonly SpanRow[]): { tier: number; bucket: string }[] {
  const since = new Date(Date.now() - TEN_SECOND_BUCKETS_MARKED_MS).toISOString();
  const minutes = new Set<string>();
  const tenSecondBuckets = new Set<string>();
  for (const { started_at } of spans) {
    const at = started_at as string;
    minutes.add(`${at.slice(0, 16)}:00Z`);
    if (at > since) tenSecondBuckets.add(`${at.slice(0, 18)}0Z`);
  }
  return [
    ...[...minutes].map((bucket) => ({ tier: 60, bucket })),
    ...[...tenSecondBuckets].map((bucket) => ({ tier: 10, bucket })),
  ];
}

/** A price's number as a name among bodies: project 0 has none. */
const priceName = (id: string): string => Number(id).toString(16).padStart(16, "0");
const STORED = { block: 0, item: 0 };

/** There is no partition for a row: of checks that a row fails, the one without a name. */
const isWithoutPartition = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  error.code === "23514" &&
  (error as { constraint?: unknown }).constraint === undefined;

/** Days for which a partition is known to exist, by the store (a name that its pool shares). */
const knownDays = new WeakMap<Pipeline, Set<string>>();

async function ensureDays(pipeline: Pipeline, days: ReadonlySet<string>): Promise<void> {
  let known = knownDays.get(pipeline);
  if (!known) knownDays.set(pipeline, (known = new Set()));
  for (const day of [...days].sort()) {
    if (known.has(day)) continue;
    await runOne(pipeline, "select ensure_partitions($1::date, $1::date)", [day]);
    known.add(day);
  }
}

/** A batch may hold many days of which this process has not heard that their places were given up. */
const MAX_REFUSALS = 50;

/**
 * Writes one batch of one project in one transaction and returns after commit.
 * Idempotent: the same batch again, or part of it in another batch at the same time, changes nothing.
 * @param known where bodies lie that were committed before; what this batch commits is added after commit. What it knows of a day
 *   of which something was collected or erased since, is written again.
 * @param knownSets sets of labels, likewise
 */
export async function writeBatch(
  pipeline: Pipeline,
  batch: Batch,
  known: Known,
  knownSets = new KnownLabelSets(),
): Promise<Written> {
  for (let refusals = 0; ; refusals++) {
    try {
      return await writeOnce(pipeline, batch, known, knownSets);
    } catch (error) {
      // An empty day is dropped when it is over, and made again for a late span.
      if (isWithoutPartition(error) && refusals < MAX_REFUSALS) {
        knownDays.delete(pipeline);
        continue;
      }
      const changed = givenUp(error);
      if (changed === null || known.learnEpoch === undefined || refusals === MAX_REFUSALS) throw error;
      known.learnEpoch(batch.projectId, dayNumber(changed.day), changed.epoch);
    }
  }
}

async function writeOnce(
  pipeline: Pipeline,
  batch: Batch,
  known: Known,
  knownSets: KnownLabelSets,
): Promise<Written> {
  const { projectId } = batch;
  const spans = distinctSpans(batch.spans);
  const additions = distinct(batch.additions, ["trace_id", "span_id", "addition_id"]);
  const days = traceDays(batch);
  await ensureDays(
    pipeline,
    new Set(days.flatMap((row) => [row.first_day, row.last_day, ...middleDays(batch, row)])),
  );
  const carriers = [...spans.map(carrierOfSpan), ...additions.map(carrierOfAddition)];
  const bodies = await writeBodies(projectId, carriers, batch.bodies, known, numbers);
  for (const [index, row] of [...spans, ...additions].entries()) {
    const place = bodies.records[index] ?? null;
    row.body_ref = place && refOf(place);
  }
  const labels = knownSets.place(projectId, spans);
  const marks = days.map((row) => ({ ...row, lane: laneOf(row.trace_id) }));
  const prices = [...batch.prices.values()].filter(({ id }) => known.find(0, 0, 0, priceName(id)) === null);

  await runBatch(pipeline, projectId, [
    relyStatement(projectId, bodies.relied),
    pricesStatement(prices),
    insertBlocks(projectId, bodies.blocks),
    insertLabelSets(projectId, labels.sets),
    insertSpans(projectId, spans),
    insertAdditions(projectId, additions),
    insertScores(projectId, distinct(batch.scores, ["id", "shard_key"])),
    insertDays(projectId, days),
    insertMarks(projectId, marks),
    // Spans are marked when they are derived; what somebody says about them later is sealed with them, too.
    insertSealMarks(projectId, sealMarksOf(batch.scores)),
    insertStale(projectId, staleBuckets(spans)),
  ]);
  bodies.remember();
  labels.remember();
  for (const price of prices) known.add(0, 0, 0, priceName(price.id), STORED);
  return { spans: spans.length, ownLabels: labels.own };
}

const numbers = new BlockNumbers();

/** Traces that were judged: they are sealed when they have settled. */
function sealMarksOf(scores: Batch["scores"]) {
  const dueAt = new Date(Date.now() + SETTLED_MINUTES * 60_000).toISOString();
  return distinct(scores, ["trace_id", "shard_key"]).flatMap(({ trace_id, shard_key }) =>
    trace_id === null ? [] : [{ trace_id, shard_key, due_at: dueAt, reason: "settled" }],
  );
}

const carrierOfSpan = (row: SpanRow): Carrier => ({
  shardKey: row.shard_key as number,
  traceId: row.trace_id as string,
  day: dayOfIso(row.started_at),
  id: row.copy,
  ids: row.bodies,
});

const carrierOfAddition = (row: AdditionRow): Carrier => ({
  shardKey: row.shard_key as number,
  traceId: row.trace_id as string,
  day: dayOfIso(row.occurred_at),
  id: row.addition_id as string,
  ids: row.bodies,
});

/** A trace whose parts lie more than a day apart in one batch: days in between that hold a part. */
function middleDays(batch: Batch, row: { trace_id: string; first_day: string; last_day: string }): string[] {
  if (row.first_day === row.last_day) return [];
  return [
    ...batch.spans.filter((span) => span.trace_id === row.trace_id).map((span) => dayOfIso(span.started_at)),
    ...batch.additions
      .filter((addition) => addition.trace_id === row.trace_id)
      .map((addition) => dayOfIso(addition.occurred_at)),
  ];
}
