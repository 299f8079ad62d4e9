import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import { ALL_PARTS, type Part } from "@/lib/bodies/body-ids";
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

/** As canonical JSON: by the order in which they are written here, which is that of their names. */
const SPAN_FACTS = `
  cache_read_audio_tokens, cache_read_image_tokens, cache_read_tokens, cache_write_1h_tokens, cache_write_tokens,
  duration_ns::text as duration_ns, endpoint_region, environment, error_type, failure, feature, finish_reason, flags, function_name,
  input_audio_tokens, input_image_tokens, input_uncached_tokens, input_video_tokens, is_error, kind, model_name, name,
  output_audio_tokens, output_image_tokens, output_text_tokens, output_video_tokens, encode(parent_span_id, 'hex') as parent_span_id,
  prompt_label, prompt_name, provider, reasoning_tokens, release, reported_cost_nano_usd::text as reported_cost_nano_usd,
  request_model, response_id, response_model, service, service_tier, encode(span_id, 'hex') as span_id, started_at at time zone 'UTC' as started_at_utc,
  streaming, tags, tool_call_id, tool_name, trace_name, ttft_ns::text as ttft_ns, usage_rule, version, web_searches`;

/**
 * JSON of a row without what it does not say. A name in quotes before a null is never within a text: quotes there are escaped. (Done here:
 * PostgreSQL would read what it has just written once more, which is half of what sealing a span costs there.)
 */
const withoutNulls = (row: string): string =>
  row.replaceAll(/(?<=[{,])"\w+":null,|,"\w+":null(?=[,}])|(?<=\{)"\w+":null(?=\})/g, "");

/**
 * What traces say, as records: of each span its facts as they were sent, whose it is said to be, and what it carried, each content once.
 * What is derived (costs, attribution, figures) is no part of it: it can be made again. Traces of which nothing is left are absent.
 * @param tx sees the project
 */
export async function readTraceRecords(
  tx: Tx,
  projectId: number,
  traces: readonly TraceRef[],
): Promise<Map<string, TraceRecord>> {
  if (traces.length === 0) return new Map();
  const rows = await readFacts(tx, projectId, traces);
  const bodies = await openBodies(
    tx,
    projectId,
    rows.map(({ bodyRef, shardKey }) => ({ ref: bodyRef, shardKey, parts: ALL_PARTS })),
    // What is sealed, and held against its seal, is what the store holds.
    { isFresh: true },
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
        body_ref::text as "bodyRef", row_to_json((select f from (select ${tx.unsafe(SPAN_FACTS)}) f))::text as facts,
        case when user_id is not null or session_id is not null
          then row_to_json((select w from (select session_id, user_id) w))::text end as who
      from spans
      where ${mine("started_at")}
      order by started_at, span_id`,
    tx<FactsRow[]>`
      select trace_id as "traceId", 'a/' || addition_id::text as path, occurred_at as at, shard_key as "shardKey",
        body_ref::text as "bodyRef", row_to_json((
          select f from (
            select finish_reason, occurred_at at time zone 'UTC' as occurred_at_utc, encode(span_id, 'hex') as span_id
          ) f
        ))::text as facts, null as who
      from span_additions
      where ${mine("occurred_at")}
      order by occurred_at, addition_id`,
    readJudgements(tx, projectId, { ids, shards }),
  ]);
  return [...spans, ...additions, ...scores].map((row) => ({
    ...row,
    facts: row.facts.startsWith("{") ? withoutNulls(row.facts) : row.facts,
    who: row.who && withoutNulls(row.who),
  }));
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
      row_to_json((
        select f from (
          select created_at at time zone 'UTC' as created_at_utc, data_type, id, name, source, encode(span_id, 'hex') as span_id,
            value_number::text as value_number, value_text
        ) f
      ))::text as facts
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
