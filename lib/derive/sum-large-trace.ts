import type { Tx } from "@/db/client";
import { byteaArray } from "@/db/pg-array";
import { FLAG } from "@/lib/model/flags";
import { hasEnded, UNENDED_SECONDS, ROOTLESS_SECONDS } from "@/lib/model/open-until";
import { SPAN_SQL } from "@/lib/model/span-sql";

import type { ResolvedTrace, SpanFacts, TraceRow } from "./facts";
import { ofTrace, readFacts, type TraceKey } from "./read-facts";
import { resolveTrace } from "./resolve-trace";

/** Spans from the beginning that say what the trace is called, whose it is and what was asked. */
const HEAD = 1_000;
/** Different models, providers, tools and prompts that its row names. */
const MOST_NAMES = 100;

export interface SummedTrace {
  row: TraceRow;
  /** Changes with every span that comes or is replaced. */
  content: string;
}

/**
 * The row of a trace that has too many spans to be resolved in memory. What its root and its beginning say is read from them;
 * counts, tokens, cost and times are sums over all spans by the store; what only the whole tree could tell is null, and
 * FLAG.summed says so. A function of the set of spans, as resolveTrace is. Reads only.
 * @returns null: it has no spans
 */
export async function sumLargeTrace(tx: Tx, key: TraceKey): Promise<SummedTrace | null> {
  const head = await resolveHead(tx, key);
  if (head === null) return null;
  const { trace: said } = head;
  const root = said.rootSpanId === null ? undefined : spanOf(head, said.rootSpanId);
  const sums = await readSums(tx, key);
  const startedUs = root?.startedUs ?? sums.startedUs;
  const durationNs = sums.endUs === null ? null : Math.max(0, Math.round((sums.endUs - startedUs) * 1000));
  const ended = root !== undefined && hasEnded(root.durationNs, root.flags);
  const failed = root === undefined ? sums.topFailed : root.isError;
  const row: TraceRow = {
    ...said,
    startedUs,
    durationNs: durationNs !== null && durationNs > Number.MAX_SAFE_INTEGER ? null : durationNs,
    spanCount: sums.spanCount,
    llmCount: sums.llmCount,
    toolCount: sums.toolCount,
    retrievalCount: sums.retrievalCount,
    errorCount: sums.errorCount,
    costNanoUsd: sums.costNanoUsd,
    costStatus: sums.priceable === 0 ? null : sums.unknownCost === sums.priceable ? "unknown" : "partial",
    unknownCostCount: sums.unknownCost,
    inputTokens: columnOf(sums.inputTokens),
    cacheReadTokens: columnOf(sums.cacheReadTokens),
    cacheWriteTokens: columnOf(sums.cacheWriteTokens),
    outputTokens: columnOf(sums.outputTokens),
    reasoningTokens: columnOf(sums.reasoningTokens),
    isError: failed,
    errorType: root?.errorType ?? null,
    failure: failed ? (root?.failure ?? null) : null,
    isOpen: !ended,
    openUntilUs: ended ? null : sums.lastUs + (sums.unended ? UNENDED_SECONDS : ROOTLESS_SECONDS) * 1e6,
    flags: sums.flags | FLAG.summed,
    models: sums.models,
    providers: sums.providers,
    tools: sums.tools,
    promptFingerprints: sums.promptFingerprints,
    outputRef: root?.resultRef ?? root?.outputRef ?? null,
    ...UNKNOWN,
  };
  return { row, content: sums.content };
}

/** What only the whole tree could tell. */
const UNKNOWN = {
  ttftNs: null,
  contradictedCostCount: null,
  hasPromptVersion: null,
  hasContext: null,
  hasOutput: null,
  hasToolResults: null,
  hasCost: null,
  answerProvider: null,
  answerModel: null,
  answerFingerprint: null,
  answerStreamed: null,
  toolMode: null,
  criticalLlmNs: null,
  criticalToolNs: null,
  criticalRetrievalNs: null,
  criticalOtherNs: null,
  parallelSavingNs: null,
  retryCount: null,
  fallbackCount: null,
  retryCostNanoUsd: null,
} satisfies Partial<TraceRow>;

const MAX_INT = 2_147_483_647;
const columnOf = (tokens: number | null): number | null =>
  tokens !== null && tokens > MAX_INT ? null : tokens;

const spanOf = ({ spans }: ResolvedTrace, spanId: string): SpanFacts | undefined =>
  spans.find(({ span }) => span.spanId === spanId)?.span;

/** Roots and the earliest spans, resolved as if they were all. */
async function resolveHead(tx: Tx, key: TraceKey): Promise<ResolvedTrace | null> {
  const ids = await tx<{ spanId: string }[]>`
    (
      select encode(span_id, 'hex') as "spanId"
      from spans
      where ${ofTrace(tx, [key], "started_at")} and (parent_span_id is null or flags & ${FLAG.appRoot} <> 0)
      order by started_at, span_id
      limit ${HEAD}
    )
    union
    (
      select encode(span_id, 'hex')
      from spans
      where ${ofTrace(tx, [key], "started_at")}
      order by started_at, duration_ns desc nulls first, span_id
      limit ${HEAD}
    )`;
  if (ids.length === 0) return null;
  const only = byteaArray(ids.map(({ spanId }) => spanId));
  const [facts] = [...((await readFacts(tx, [key], { only })) ?? [])].map(([, one]) => one);
  return facts === undefined || facts.spans.length === 0 ? null : resolveTrace(facts.spans, facts.additions);
}

interface Sums {
  spanCount: number;
  llmCount: number;
  toolCount: number;
  retrievalCount: number;
  errorCount: number;
  startedUs: number;
  /** The last end; null: nothing has ended. */
  endUs: number | null;
  /** The last that was heard. */
  lastUs: number;
  unended: boolean;
  /** A span whose parent is not there has failed. */
  topFailed: boolean;
  flags: number;
  costNanoUsd: number | null;
  priceable: number;
  unknownCost: number;
  inputTokens: number | null;
  cacheReadTokens: number | null;
  cacheWriteTokens: number | null;
  outputTokens: number | null;
  reasoningTokens: number | null;
  models: string[];
  providers: string[];
  tools: string[];
  promptFingerprints: string[];
  content: string;
}

/**
 * A model call right around another of its kind repeats it (frameworks wrap calls so), and is not counted. Whatever else
 * tells a call twice is: finding it takes the whole tree.
 */
export const WRAPS_SQL = "kind in ('llm', 'embedding') and kind = any(below.kinds)";

/** What the children of each span are, for {@link WRAPS_SQL}: joined by span id. */
export const childrenOf = (tx: Tx, key: TraceKey) => tx`
  select parent_span_id, bool_or(is_error) as fails,
    array_agg(distinct kind) filter (where kind in ('llm', 'embedding')) as kinds
  from spans
  where ${ofTrace(tx, [key], "started_at")} and parent_span_id is not null
  group by parent_span_id`;

async function readSums(tx: Tx, key: TraceKey): Promise<Sums> {
  const sum = (column: string) => tx.unsafe(`sum(${column}) filter (where counted)::bigint`);
  const usage = (columns: string, total: string) =>
    tx.unsafe(`sum(case when num_nonnulls(${columns}) > 0 then ${total} end) filter (where counted)::bigint`);
  const names = (value: string, where: string) =>
    tx.unsafe(
      `coalesce((array_agg(distinct ${value} order by ${value}) filter (where ${where} and ${value} is not null))[1:${MOST_NAMES}], '{}')`,
    );
  const [row] = await tx<Sums[]>`
    with below as (${childrenOf(tx, key)}),
    told as (
      select s.*, below.fails, above.span_id is null as is_top,
        (kind in ('llm', 'embedding') or (kind = 'rerank' and coalesce(request_model, response_model) is not null))
          and not coalesce(${tx.unsafe(WRAPS_SQL)}, false) as counted
      from spans s
      left join below on below.parent_span_id = s.span_id
      left join (select distinct span_id from spans where ${ofTrace(tx, [key], "started_at")}) above
        on above.span_id = s.parent_span_id
      where ${ofTrace(tx, [key], "started_at", "s.")}
    )
    select count(*)::int as "spanCount",
      count(*) filter (where counted and kind = 'llm')::int as "llmCount",
      count(*) filter (where kind = 'tool')::int as "toolCount",
      count(*) filter (where kind = 'retrieval')::int as "retrievalCount",
      count(*) filter (where is_error and fails is not true)::int as "errorCount",
      (extract(epoch from min(started_at)) * 1000000)::bigint as "startedUs",
      (max(extract(epoch from started_at) * 1000000 + duration_ns / 1000.0))::float8 as "endUs",
      ceil(max(extract(epoch from started_at) * 1000000 + coalesce(duration_ns, 0) / 1000.0))::bigint as "lastUs",
      bool_or(duration_ns is null and flags & ${FLAG.fromLog} = 0) as unended,
      bool_or(is_error and is_top) as "topFailed",
      bit_or(flags)::int as flags,
      ${sum("cost_nano_usd")} as "costNanoUsd",
      count(*) filter (where counted and not (is_error and ${tx.unsafe(SPAN_SQL.isUsageUnknown)}))::int as priceable,
      count(*) filter (where counted and not (is_error and ${tx.unsafe(SPAN_SQL.isUsageUnknown)}) and cost_nano_usd is null)::int as "unknownCost",
      ${usage("input_uncached_tokens, cache_read_tokens, cache_write_tokens, input_audio_tokens", SPAN_SQL.inputTokens)} as "inputTokens",
      ${sum("cache_read_tokens")} as "cacheReadTokens", ${sum("cache_write_tokens")} as "cacheWriteTokens",
      ${usage("output_text_tokens, reasoning_tokens, output_audio_tokens", SPAN_SQL.outputTokens)} as "outputTokens",
      ${sum("reasoning_tokens")} as "reasoningTokens",
      ${names("coalesce(model_name, request_model, response_model)", "counted")} as models,
      ${names("provider", "counted")} as providers,
      ${names("coalesce(tool_name, name)", "kind = 'tool'")} as tools,
      ${names("prompt_fingerprint::text", "counted and kind = 'llm'")} as "promptFingerprints",
      count(*) || ' ' || sum(revision) as content
    from told`;
  return row as Sums;
}
