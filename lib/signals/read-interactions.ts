import type { Sql, Tx } from "@/db/client";
import { uuidArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { type Bodies, openBodies, type WantedBodies } from "@/lib/bodies/read-bodies";
import type { ProjectRef } from "@/lib/context";
import { groupBy } from "@/lib/model/group-by";
import { isObject, type Json } from "@/lib/model/json";
import { isModelCall, type SpanKind } from "@/lib/model/kind";
import type { ToolDefinition } from "@/lib/model/message";
import { IS_COMPLETE, SPAN_SQL } from "@/lib/model/span-sql";
import { INPUT_PARTS, inputOf, OUTPUT_PARTS, outputOf } from "@/lib/traces/preview";

import type { Interaction, ModelCall, Retrieval } from "./interaction";

/** Of a feature and environment, in five minutes: beyond it the rest is estimated by these, chosen by the hash of their ids. */
export const MOST_INTERACTIONS = 600;
/** Of those, whose texts are read. */
export const MOST_TEXTS = 200;
/** Interactions that last longer are not seen: looking for where they ended would mean looking through days. */
export const LONGEST_MS = 3_600_000;
const AT_ONCE = 500;

export interface Window {
  fromMs: number;
  toMs: number;
}

/** Interactions of a feature in an environment that ended within a window. */
export interface Population {
  feature: string;
  environment: string;
  /** How many there were. */
  count: number;
  /** All, or an even sample of {@link MOST_INTERACTIONS}. */
  interactions: Interaction[];
}

/**
 * What ended within a window. Work is bounded whatever the traffic is: see the limits above.
 * @param sql connected as recount_worker
 */
export async function readInteractions(sql: Sql, project: ProjectRef, window: Window): Promise<Population[]> {
  return inProject(
    sql,
    project.id,
    async (tx) => {
      const rows = await readTraces(tx, project, window);
      const populations = new Map<string, Population>();
      for await (const [row, interaction] of complete(tx, project, window, rows, MOST_TEXTS)) {
        const environment = row.environment ?? "";
        const key = JSON.stringify([row.feature, environment]);
        const population = populations.get(key) ?? {
          feature: row.feature,
          environment,
          count: row.among,
          interactions: [],
        };
        populations.set(key, population);
        population.interactions.push(interaction);
      }
      return [...populations.values()];
    },
    { readOnly: true },
  );
}

/** Traces with their steps, and with their texts up to a place. @param window in which all of them began or ended */
export async function* complete<Row extends TraceRow>(
  tx: Tx,
  project: Pick<ProjectRef, "id" | "shardKeys">,
  window: Window,
  rows: readonly Row[],
  mostTexts: number,
): AsyncGenerator<[Row, Interaction]> {
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const some = rows.slice(first, first + AT_ONCE);
    const spans = groupBy(await readSteps(tx, project, window, some), ({ traceId }) => traceId);
    const read = some.filter(({ place }) => place <= mostTexts);
    const bodies = await openBodies(tx, project.id, wantedOf(read, spans));
    for (const row of some)
      yield [row, interactionOf(row, spans.get(row.traceId) ?? [], row.place <= mostTexts ? bodies : null)];
  }
}

/** A row of `traces` as an interaction is made of it; `place`: the how manyth it is. */
export interface TraceRow extends Omit<
  Interaction,
  "endedAtMs" | "answeredModel" | "calls" | "tools" | "retrievals" | "texts"
> {
  endedAt: string;
  place: number;
  among: number;
  shardKey: number;
  inputRef: string | null;
  outputRef: string | null;
}

/** What a row says of itself, as SQL over the columns of `traces`. */
export const TRACE_COLUMNS = `trace_id::text as "traceId", feature, environment, release, service, tags,
    answer_model as model, answer_provider as provider, answer_fingerprint::text as "promptVersion", is_error as "isError", failure,
    duration_ns as "durationNs", ttft_ns as "ttftNs",
    case when unknown_cost_count = 0 then cost_nano_usd end::float8 as "costNanoUsd",
    input_tokens as "inputTokens", cache_read_tokens as "cacheReadTokens", output_tokens as "outputTokens",
    coalesce(retry_count, 0) as retries, coalesce(fallback_count, 0) as fallbacks,
    ${IS_COMPLETE.replaceAll("traces.", "")} as "isComplete", shard_key as "shardKey", input_ref::text as "inputRef",
    output_ref::text as "outputRef"`;

const readTraces = (tx: Tx, project: ProjectRef, { fromMs, toMs }: Window) => tx<TraceRow[]>`
  with ended as (
    select *, row_number() over one as place, count(*) over one_whole as among
    from (
      select *, started_at + coalesce(duration_ns, 0) / 1000 * interval '1 microsecond' as ended_at
      from traces
      where project_id = ${project.id} and shard_key = any(${`{${project.shardKeys.join(",")}}`}::int[])
        and started_at >= ${new Date(fromMs - LONGEST_MS)} and started_at < ${new Date(toMs)} and not is_open
    ) t
    where ended_at >= ${new Date(fromMs)} and ended_at < ${new Date(toMs)}
    window one as (partition by feature, environment order by hashtextextended(trace_id::text, 0), trace_id),
      one_whole as (partition by feature, environment)
  )
  select ended_at as "endedAt", place::int, among::int, ${tx.unsafe(TRACE_COLUMNS)}
  from ended
  where place <= ${MOST_INTERACTIONS}
  order by feature, environment, place`;

interface StepRow {
  traceId: string;
  kind: SpanKind;
  name: string;
  isError: boolean;
  ttftNs: number | null;
  finishReason: string | null;
  responseModel: string | null;
  shardKey: number;
  bodyRef: string | null;
}

const readSteps = (
  tx: Tx,
  project: Pick<ProjectRef, "id" | "shardKeys">,
  { fromMs, toMs }: Window,
  traces: readonly TraceRow[],
) => tx<StepRow[]>`
  select trace_id::text as "traceId", ${tx.unsafe(SPAN_SQL.kind)} as kind, coalesce(tool_name, name) as name, is_error as "isError",
    ${tx.unsafe(SPAN_SQL.ttftNs)} as "ttftNs", finish_reason as "finishReason", response_model as "responseModel",
    shard_key as "shardKey", body_ref::text as "bodyRef"
  from spans
  where project_id = ${project.id} and shard_key = any(${`{${project.shardKeys.join(",")}}`}::int[])
    and trace_id = any(${uuidArray(traces.map(({ traceId }) => traceId))}::uuid[])
    -- Children may have begun a little before their trace, by another machine's clock.
    and started_at >= ${new Date(fromMs - LONGEST_MS - 60_000)} and started_at < ${new Date(toMs + 60_000)}
    and ${tx.unsafe(SPAN_SQL.isStep)}
  order by trace_id, started_at, span_id`;

function* wantedOf(
  traces: readonly TraceRow[],
  spans: ReadonlyMap<string, readonly StepRow[]>,
): Generator<WantedBodies> {
  for (const { traceId, shardKey, inputRef, outputRef } of traces) {
    yield { ref: inputRef, shardKey, parts: INPUT_PARTS };
    yield { ref: outputRef, shardKey, parts: OUTPUT_PARTS };
    for (const { kind, bodyRef } of spans.get(traceId) ?? []) {
      if (kind === "llm") yield { ref: bodyRef, shardKey, parts: ["settings", "output"] };
      if (kind === "retrieval") yield { ref: bodyRef, shardKey, parts: ["result", "documents"] };
    }
  }
}

function interactionOf(row: TraceRow, steps: readonly StepRow[], bodies: Bodies | null): Interaction {
  const { endedAt, place: _, among: __, shardKey, inputRef, outputRef, ...facts } = row;
  const calls = steps.filter(({ kind }) => isModelCall(kind));
  const endedAtMs = Date.parse(endedAt);
  return {
    ...facts,
    endedAtMs,
    answeredModel:
      calls.findLast(({ kind, responseModel }) => kind === "llm" && responseModel !== null)?.responseModel ??
      null,
    calls: calls.filter(({ kind }) => kind === "llm").map((step) => callOf(step, bodies)),
    tools: steps.filter(({ kind }) => kind === "tool").map(({ name, isError }) => ({ name, isError })),
    retrievals: steps
      .filter(({ kind }) => kind === "retrieval")
      .map((step) => retrievalOf(step, bodies, endedAtMs)),
    texts: bodies && {
      input: textOf(inputOf(bodies.of(inputRef, shardKey))),
      output: textOf(outputOf(bodies.of(outputRef, shardKey))),
    },
  };
}

/** What was said as text: JSON as it is written. */
export const textOf = (value: Json): string | null =>
  value === null || typeof value === "string" ? value : JSON.stringify(value);

function callOf(
  { isError, finishReason, ttftNs, shardKey, bodyRef }: StepRow,
  bodies: Bodies | null,
): ModelCall {
  const opened = bodies?.of(bodyRef, shardKey) ?? null;
  const settings = opened?.value("settings") ?? null;
  const { parameters = null, tools = null } = isObject(settings) ? settings : {};
  return {
    isError,
    finishReason,
    ttftNs,
    wantsJson: isObject(parameters) && asksForJson(parameters),
    output: opened?.messages("output") ?? null,
    toolDefinitions: Array.isArray(tools) ? (tools as unknown as ToolDefinition[]) : null,
  };
}

/** By OpenTelemetry's `output_type`, or the format that providers are asked for: "json", {"type": "json_schema"}. */
function asksForJson(parameters: { [key: string]: Json | undefined }): boolean {
  const formats = [
    parameters["output_type"],
    parameters["response_format"],
    parameters["response_mime_type"],
  ];
  return formats.some((format) =>
    /^(application\/)?json/.test(
      typeof format === "string"
        ? format
        : isObject(format) && typeof format["type"] === "string"
          ? format["type"]
          : "",
    ),
  );
}

function retrievalOf(
  { isError, shardKey, bodyRef }: StepRow,
  bodies: Bodies | null,
  endedAtMs: number,
): Retrieval {
  if (bodies === null) return { isError, documents: null };
  const opened = bodies.of(bodyRef, shardKey);
  const documents = opened?.documents() ?? [];
  const result = opened?.value("result") ?? null;
  // Documents that nobody sent are unknown; an empty list was sent.
  if (documents.length === 0 && !(Array.isArray(result) && result.length === 0))
    return { isError, documents: null };
  return {
    isError,
    documents: documents.map(({ score, updated_at }) => ({
      score,
      ageMs:
        updated_at !== undefined && Date.parse(updated_at) <= endedAtMs
          ? endedAtMs - Date.parse(updated_at)
          : null,
    })),
  };
}
