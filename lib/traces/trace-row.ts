import type { ISql } from "postgres";

import type { Failure } from "@/lib/model/failure";
import { FLAG, flagNames } from "@/lib/model/flags";
import { hexOfUuid } from "@/lib/model/ids";
import { openUntilOfOld, waitsForAnEnd } from "@/lib/model/open-until";
import type { ToolMode } from "@/lib/model/tool-mode";
import { usdOfNano } from "@/lib/money/nano-usd";

import type { Fragment } from "./trace-condition";
import type { TraceHead } from "./summary";

/** The columns of `traces` that a head needs, as the connection gives them. */
export interface TraceRow {
  started_at: string;
  duration_ns: number | null;
  ttft_ns: number | null;
  answer_streamed: boolean | null;
  cost_nano_usd: string | null;
  trace_id: string;
  input_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_tokens: number | null;
  output_tokens: number | null;
  reasoning_tokens: number | null;
  span_count: number;
  llm_count: number;
  tool_count: number;
  retrieval_count: number;
  error_count: number;
  unknown_cost_count: number;
  /** Null: derived before it was counted. */
  contradicted_cost_count: number | null;
  is_error: boolean;
  root_span_id: string | null;
  is_open: boolean;
  open_until: string | null;
  cost_status: "known" | "partial" | "unknown" | null;
  has_prompt_version: boolean | null;
  has_context: boolean | null;
  has_output: boolean | null;
  has_tool_results: boolean | null;
  has_cost: boolean | null;
  flags: number;
  name: string;
  error_type: string | null;
  failure: Failure | null;
  retry_count: number | null;
  fallback_count: number | null;
  tool_mode: ToolMode | null;
  parallel_saving_ns: number | null;
  service: string | null;
  environment: string | null;
  release: string | null;
  version: string | null;
  feature: string;
  user_id: string | null;
  session_id: string | null;
  tags: string[];
  models: string[];
  providers: string[];
  tools: string[];
  /** Whose records carry them: lib/derive/facts.ts. */
  metadata_ref: string | null;
  input_ref: string | null;
  output_ref: string | null;
}

/** The select list that makes a TraceRow. */
export const traceColumns = (sql: ISql): Fragment => sql`
  traces.started_at, traces.duration_ns, traces.ttft_ns, traces.answer_streamed, traces.cost_nano_usd::text as cost_nano_usd, traces.trace_id,
  traces.input_tokens, traces.cache_read_tokens, traces.cache_write_tokens, traces.output_tokens, traces.reasoning_tokens,
  traces.span_count, traces.llm_count, traces.tool_count, traces.retrieval_count, traces.error_count,
  traces.unknown_cost_count, traces.contradicted_cost_count, traces.is_error, encode(traces.root_span_id, 'hex') as root_span_id, traces.is_open, traces.open_until,
  traces.cost_status,
  traces.has_prompt_version, traces.has_context, traces.has_output, traces.has_tool_results, traces.has_cost,
  traces.failure, traces.retry_count, traces.fallback_count, traces.tool_mode, traces.parallel_saving_ns,
  traces.flags, traces.name, traces.error_type, traces.service, traces.environment, traces.release, traces.version,
  traces.feature, traces.user_id, traces.session_id, traces.tags, traces.models, traces.providers, traces.tools,
  traces.metadata_ref::text as metadata_ref, traces.input_ref::text as input_ref, traces.output_ref::text as output_ref`;

export const msOfNs = (ns: number | null): number | null => (ns === null ? null : ns / 1e6);

/** Whether more is to be expected of a trace: neither has its root ended, nor has it been silent for longer than it may be. */
function isRunning(
  row: Pick<TraceRow, "is_open" | "open_until" | "started_at" | "duration_ns">,
  now: Date,
): boolean {
  if (!row.is_open) return false;
  const untilMs =
    row.open_until === null
      ? openUntilOfOld(Date.parse(row.started_at) * 1000, row.duration_ns) / 1000
      : Date.parse(row.open_until);
  return now.getTime() < untilMs;
}

const wasLeft = ({ is_open, root_span_id, open_until, started_at, duration_ns, flags }: TraceRow): boolean =>
  is_open &&
  (root_span_id !== null ||
    (open_until !== null &&
      waitsForAnEnd(Date.parse(started_at) * 1000, duration_ns, Date.parse(open_until) * 1000, flags)));

/** @param now decides whether a trace that nobody ended is still running */
export function headOfRow(row: TraceRow, contentHidden: boolean, now: Date): TraceHead {
  const tokens = {
    input_total: row.input_tokens,
    cache_read: row.cache_read_tokens,
    cache_write: row.cache_write_tokens,
    output_total: row.output_tokens,
    reasoning: row.reasoning_tokens,
  };
  const isEstimated = (row.flags & FLAG.tokensEstimated) !== 0;
  const open = isRunning(row, now);
  return {
    trace_id: hexOfUuid(row.trace_id),
    name: row.name,
    status: row.is_error ? "error" : "ok",
    started_at: row.started_at,
    duration_ms: msOfNs(row.duration_ns),
    ttft_ms: msOfNs(row.ttft_ns),
    streamed: row.answer_streamed,
    session_id: row.session_id,
    user_id: row.user_id,
    feature: row.feature,
    environment: row.environment,
    release: row.release,
    version: row.version,
    tags: row.tags,
    open,
    tokens: Object.values(tokens).every((value) => value === null) ? null : tokens,
    // The sum of no known costs is not 0 dollars.
    cost_usd:
      row.cost_status === "unknown" || row.cost_nano_usd === null ? null : usdOfNano(row.cost_nano_usd),
    tokens_estimated: isEstimated,
    // A cost of estimated tokens is not known.
    cost_status: isEstimated && row.cost_status === "known" ? "partial" : row.cost_status,
    completeness: {
      prompt_version: row.has_prompt_version,
      context: row.has_context,
      output: row.has_output,
      tool_results: row.has_tool_results,
      cost: row.has_cost,
    },
    service: row.service,
    models: row.models,
    providers: row.providers,
    tools: row.tools,
    counts: {
      spans: row.span_count,
      llm: row.llm_count,
      tool: row.tool_count,
      retrieval: row.retrieval_count,
      errors: row.error_count,
      unknown_cost: row.unknown_cost_count,
      contradicted_cost: row.contradicted_cost_count ?? 0,
    },
    error_type: row.error_type,
    failure: row.failure,
    retries: { count: row.retry_count ?? 0, fallbacks: row.fallback_count ?? 0 },
    tool_mode: row.tool_mode,
    parallel_saving_ms: msOfNs(row.parallel_saving_ns),
    // Its root, or a span whose root never came, was begun, and nothing more came of it.
    notes: [...flagNames(row.flags), ...(!open && wasLeft(row) ? (["neverEnded"] as const) : [])],
    content_hidden: contentHidden,
  };
}
