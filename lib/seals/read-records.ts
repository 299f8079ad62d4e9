import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import { ALL_PARTS, type Part } from "@/lib/bodies/body-ids";
import { type OwnBlocks, ownBlocks } from "@/lib/bodies/read-blocks";
import { type Bodies, openBodies, type StoredBody } from "@/lib/bodies/read-bodies";
import { groupBy } from "@/lib/model/group-by";
import { hexOfUuid } from "@/lib/model/ids";

import type { SealedRecord } from "./record";

export interface TraceRef {
  /** 32 hex digits or a UUID. */
  traceId: string;
  shardKey: number;
}

/** What a trace says, as a record, and when it began. */
export interface TraceRecord extends SealedRecord {
  startedAt: string;
  spans: number;
}

interface FactsRow {
  traceId: string;
  /** `s/` and the span's id, `a/` and that of what came about it in another request, `r/` and that of a judgement. */
  path: string;
  at: string;
  /** Canonical JSON: its columns are listed in the order of their names. */
  facts: string;
  /** Whose it is said to be; null: nobody's. */
  who: string | null;
  bodyRef: string | null;
  shardKey: number;
}

/**
 * SQL of a row as canonical JSON, without what it does not say. `concat_ws` leaves out what is null; to make the whole row JSON and to take
 * the nulls out afterwards costs half as much again in PostgreSQL, and twice here.
 * @param columns in the order of their names, with what each is: `text` is JSON as PostgreSQL writes it, `plain` a number or a boolean,
 *   `quoted` what needs no escape between quotes, in the last place how it is asked for where it is not the column itself
 */
const jsonOf = (columns: readonly Column[]): string =>
  `'{' || concat_ws(',', ${columns.map(fieldOf).join(", ")}) || '}'`;
type Column = readonly [name: string, as: "text" | "plain" | "quoted", sql?: string];
function fieldOf([name, as, sql = name]: Column): string {
  if (as === "plain") return `'"${name}":' || ${sql}`;
  return as === "quoted" ? `'"${name}":"' || ${sql} || '"'` : `'"${name}":' || to_json(${sql})::text`;
}
const columns = (as: Column[1], names: string): Column[] => names.split(" ").map((name) => [name, as]);
const byName = (...lists: Column[][]): Column[] =>
  lists.flat().toSorted(([one], [other]) => (one < other ? -1 : 1));

const SPAN_FACTS = jsonOf(
  byName(
    columns(
      "text",
      "endpoint_region environment error_type failure feature finish_reason function_name kind model_name name prompt_label prompt_name " +
        "provider release request_model response_id response_model service service_tier tags tool_call_id tool_name trace_name " +
        "usage_rule version",
    ),
    columns(
      "plain",
      "cache_read_audio_tokens cache_read_image_tokens cache_read_tokens cache_write_1h_tokens cache_write_tokens flags " +
        "input_audio_tokens input_image_tokens input_uncached_tokens input_video_tokens is_error output_audio_tokens " +
        "output_image_tokens output_text_tokens output_video_tokens reasoning_tokens streaming web_searches",
    ),
    // As text: they may be greater than a number of JSON is exact.
    columns("quoted", "duration_ns reported_cost_nano_usd ttft_ns"),
    [
      ["parent_span_id", "quoted", "encode(parent_span_id, 'hex')"],
      ["span_id", "quoted", "encode(span_id, 'hex')"],
      ["started_at_utc", "text", "started_at at time zone 'UTC'"],
    ],
  ),
);
const WHO = jsonOf(columns("text", "session_id user_id"));
const ADDITION_FACTS = jsonOf([
  ["finish_reason", "text"],
  ["occurred_at_utc", "text", "occurred_at at time zone 'UTC'"],
  ["span_id", "quoted", "encode(span_id, 'hex')"],
]);
const JUDGEMENT_FACTS = jsonOf([
  ["created_at_utc", "text", "created_at at time zone 'UTC'"],
  ...columns("text", "data_type id name source"),
  ["span_id", "quoted", "encode(span_id, 'hex')"],
  ["value_number", "quoted"],
  ["value_text", "text"],
]);

/**
 * What traces say, as records: of each span its facts as they were sent, whose it is said to be, and what it carried, each content once.
 * What is derived (costs, attribution, figures) is no part of it: it can be made again. Traces of which nothing is left are absent.
 * @param tx sees the project
 * @param own blocks that were read before in the same transaction: what many traces share is read once
 */
export async function readTraceRecords(
  tx: Tx,
  projectId: number,
  traces: readonly TraceRef[],
  own: OwnBlocks = ownBlocks(),
): Promise<Map<string, TraceRecord>> {
  if (traces.length === 0) return new Map();
  const rows = await readFacts(tx, projectId, traces);
  const bodies = await openBodies(
    tx,
    projectId,
    rows.map(({ bodyRef, shardKey }) => ({ ref: bodyRef, shardKey, parts: ALL_PARTS })),
    // What is sealed, and held against its seal, is what the store holds.
    { own },
  );
  return new Map(
    [...groupBy(rows, ({ traceId }) => traceId)].map(([traceId, own]) => [
      hexOfUuid(traceId),
      recordOf(own, bodies),
    ]),
  );
}

async function readFacts(tx: Tx, projectId: number, traces: readonly TraceRef[]): Promise<FactsRow[]> {
  const ids = uuidArray(traces.map(({ traceId }) => traceId));
  const shards = plainArray([...new Set(traces.map(({ shardKey }) => shardKey))]);
  const [days] = await tx<{ first: string | null; last: string | null }[]>`
    select min(first_day)::text as first, max(last_day)::text as last
    from trace_days
    where project_id = ${projectId} and shard_key = any(${shards}::int[]) and trace_id = any(${ids}::uuid[])`;
  if (!days?.first || !days.last) return [];
  const mine = (time: string) => tx`
    project_id = ${projectId} and shard_key = any(${shards}::int[]) and trace_id = any(${ids}::uuid[])
    and ${tx(time)} >= ${`${days.first}T00:00:00Z`}::timestamptz
    and ${tx(time)} < ${`${days.last}T00:00:00Z`}::timestamptz + interval '1 day'`;
  const [spans, additions, scores] = await Promise.all([
    tx<FactsRow[]>`
      select trace_id as "traceId", 's/' || encode(span_id, 'hex') as path, started_at as at, shard_key as "shardKey",
        body_ref::text as "bodyRef", ${tx.unsafe(SPAN_FACTS)} as facts,
        case when user_id is not null or session_id is not null then ${tx.unsafe(WHO)} end as who
      from spans
      where ${mine("started_at")}
      order by started_at, span_id`,
    tx<FactsRow[]>`
      select trace_id as "traceId", 'a/' || addition_id::text as path, occurred_at as at, shard_key as "shardKey",
        body_ref::text as "bodyRef", ${tx.unsafe(ADDITION_FACTS)} as facts, null as who
      from span_additions
      where ${mine("occurred_at")}
      order by occurred_at, addition_id`,
    readJudgements(tx, projectId, { ids, shards }),
  ]);
  return [...spans, ...additions, ...scores];
}

interface Judgement {
  traceId: string;
  id: string;
  at: string;
  facts: string;
  comment: string | null;
  correction: string | null;
  shardKey: number;
}

/** What people and programs said about a trace: the judgement, and each text apart. */
async function readJudgements(
  tx: Tx,
  projectId: number,
  { ids, shards }: { ids: string; shards: string },
): Promise<FactsRow[]> {
  const rows = await tx<Judgement[]>`
    select trace_id as "traceId", id, created_at as at, shard_key as "shardKey", comment, correction,
      ${tx.unsafe(JUDGEMENT_FACTS)} as facts
    from scores
    where project_id = ${projectId} and shard_key = any(${shards}::int[]) and trace_id = any(${ids}::uuid[])
    order by created_at, id`;
  return rows.flatMap(({ id, comment, correction, facts, ...row }): FactsRow[] => {
    const path = `r/${encodeURIComponent(id)}`;
    const text = (part: string, said: string | null): FactsRow[] =>
      said === null
        ? []
        : [{ ...row, path: `${path}/${part}`, facts: JSON.stringify(said), who: null, bodyRef: null }];
    return [
      { ...row, path, facts, who: null, bodyRef: null },
      ...text("comment", comment),
      ...text("correction", correction),
    ];
  });
}

/** The value of a body: text as it is, JSON as its text, which is what was stored. */
const valueOf = ({ text, isJson }: StoredBody): string =>
  isJson ? `{"json":${JSON.stringify(text)}}` : JSON.stringify(text);

class RecordBuilder {
  readonly layout: string[] = [];
  readonly values: string[] = [];
  /** Fields of contents, by what they say. */
  private readonly texts = new Map<string, number>();
  private readonly objects = new Map<string, number>();

  field(path: string, value: string): void {
    this.layout.push(path);
    this.values.push(value);
  }

  /** Contents of a part, each new one as a field; runs of known ones as references. */
  contents(path: (index: number) => string, bodies: readonly (StoredBody | null)[]): void {
    let run: { from: number; count: number; at: number } | null = null;
    const close = (): void => {
      if (run !== null) this.layout.push(`= ${run.from}+${run.count} ${path(run.at)}`);
      run = null;
    };
    for (const [index, body] of bodies.entries()) {
      const known = body === null ? undefined : this.known(body);
      const open = run as { from: number; count: number; at: number } | null;
      if (known !== undefined && open !== null && known === open.from + open.count) {
        open.count++;
        continue;
      }
      close();
      if (body === null) continue;
      if (known !== undefined) run = { from: known, count: 1, at: index };
      else {
        (body.isJson ? this.objects : this.texts).set(body.text, this.values.length);
        this.field(path(index), valueOf(body));
      }
    }
    close();
  }

  private known({ text, isJson }: StoredBody): number | undefined {
    return (isJson ? this.objects : this.texts).get(text);
  }
}

const LISTS: ReadonlySet<Part> = new Set(["context", "output", "documents"]);

function recordOf(rows: readonly FactsRow[], bodies: Bodies): TraceRecord {
  const builder = new RecordBuilder();
  const copies = new Map<string, number>();
  let spans = 0;
  for (const { path, facts, who, bodyRef, shardKey } of rows) {
    // A span that was sent again with another start is a row of its own.
    const copy = (copies.get(path) ?? 0) + 1;
    copies.set(path, copy);
    const base = copy === 1 ? path : `${path}.${copy}`;
    if (path.startsWith("s/")) spans++;
    builder.field(base, facts);
    if (who !== null) builder.field(`${base}/who`, who);
    const opened = bodies.of(bodyRef, shardKey);
    if (opened === null) continue;
    if (opened.erasedAt !== null) builder.field(`${base}/erased`, JSON.stringify(opened.erasedAt));
    for (const part of ALL_PARTS) {
      const stored = opened.stored(part);
      if (stored === undefined) continue;
      builder.contents(
        LISTS.has(part) ? (index) => `${base}/${part}/${index}` : () => `${base}/${part}`,
        stored,
      );
      if (part === "documents") builder.field(`${base}/scores`, JSON.stringify(opened.scores()));
    }
  }
  const { layout, values } = builder;
  return { layout, values, startedAt: rows[0]?.at ?? "1970-01-01T00:00:00Z", spans };
}
