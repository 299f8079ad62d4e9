import { recordExport } from "@/lib/audit/record-export";
import type { Context } from "@/lib/context";
import { type CsvCell, csvLine } from "@/lib/format/csv";

import type { TraceListQuery } from "./filter";
import { listTraces } from "./list-traces";
import type { TraceSort } from "./sort";
import type { TraceSummary } from "./summary";

/** A whole list for a spreadsheet stops here; a narrower filter or the API's pages go further. */
const MAX_EXPORTED = 100_000;
const PAGE = 1_000;

const COLUMNS: { [name: string]: (trace: TraceSummary) => CsvCell } = {
  trace_id: (trace) => trace.trace_id,
  name: (trace) => trace.name,
  status: (trace) => trace.status,
  error_type: (trace) => trace.error_type,
  failure: (trace) => trace.failure,
  started_at: (trace) => trace.started_at,
  duration_ms: (trace) => trace.duration_ms,
  ttft_ms: (trace) => trace.ttft_ms,
  feature: (trace) => trace.feature,
  environment: (trace) => trace.environment,
  release: (trace) => trace.release,
  user_id: (trace) => trace.user_id,
  session_id: (trace) => trace.session_id,
  models: (trace) => trace.models.join(" "),
  input_tokens: (trace) => trace.tokens?.input_total ?? null,
  cache_read_tokens: (trace) => trace.tokens?.cache_read ?? null,
  output_tokens: (trace) => trace.tokens?.output_total ?? null,
  reasoning_tokens: (trace) => trace.tokens?.reasoning ?? null,
  cost_usd: (trace) => trace.cost_usd,
  cost_status: (trace) => trace.cost_status,
  contradicted_costs: (trace) => trace.counts.contradicted_cost,
  llm_calls: (trace) => trace.counts.llm,
  tool_calls: (trace) => trace.counts.tool,
  open: (trace) => trace.open,
  tags: (trace) => trace.tags.join(" "),
  input_preview: (trace) => trace.input_preview,
  output_preview: (trace) => trace.output_preview,
};

/** The list as CSV (RFC 4180), page by page, so that memory stays small whatever its length. */
export async function* exportTraces(
  ctx: Context,
  query: TraceListQuery,
  sort: TraceSort | null = null,
): AsyncGenerator<string> {
  await recordExport(ctx, "traces.exported", { detail: { format: "csv", from: query.from, to: query.to } });
  yield csvLine(Object.keys(COLUMNS));
  for await (const traces of pagesOf(ctx, query, sort)) {
    yield traces.map((trace) => csvLine(Object.values(COLUMNS).map((column) => column(trace)))).join("");
  }
}

/** The list as one JSON array of the API's summaries, a trace a line, page by page. */
export async function* exportTracesJson(
  ctx: Context,
  query: TraceListQuery,
  sort: TraceSort | null = null,
): AsyncGenerator<string> {
  await recordExport(ctx, "traces.exported", { detail: { format: "json", from: query.from, to: query.to } });
  let before = "[\n";
  for await (const traces of pagesOf(ctx, query, sort)) {
    if (traces.length === 0) continue;
    yield before + traces.map((trace) => JSON.stringify(trace)).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

async function* pagesOf(
  ctx: Context,
  query: TraceListQuery,
  sort: TraceSort | null,
): AsyncGenerator<TraceSummary[]> {
  let cursor = query.cursor;
  for (let written = 0; written < MAX_EXPORTED;) {
    const limit = Math.min(PAGE, MAX_EXPORTED - written);
    const page = await listTraces(ctx, { ...query, cursor, limit }, { places: false, sort });
    yield page.data;
    written += page.data.length;
    if (page.next_cursor === null) return;
    cursor = page.next_cursor;
  }
}
