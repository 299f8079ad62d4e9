import { messageText } from "@/lib/model/message";
import type { SpanDocument, TraceDocument } from "@/lib/traces/document";
import type { Client } from "./client-spec";
import { costOf } from "./price";
import type { ProviderCall } from "./provider";

/** Clocks of two processes, and events that come shortly before the first content. */
const TTFT_EARLY_MS = 150;
/** A busy machine wakes the client late; too early is the mistake to find. */
const TTFT_LATE_MS = 500;

const TOOL_RUN = {
  name: "look_up_order",
  arguments: { order_id: "A-17" },
  result: { arrives: "Friday", status: "in transit" },
};

/** Every difference between what happened and what the Read API shows; empty when the record is true. */
export function differences(
  client: Client,
  calls: readonly ProviderCall[],
  traces: readonly TraceDocument[],
): string[] {
  const found: string[] = [];
  const check = checker(client, found);
  const steps = calls.map(stepOf);
  if (JSON.stringify(steps) !== JSON.stringify(client.calls))
    found.push(`the program made other calls than it says: ${steps.join(", ")}`);

  const expected = calls.filter((call) => client.gaps?.[`${stepOf(call)}.span`] === undefined);
  const spans = traces
    .flatMap((trace) => trace.spans)
    .filter(({ kind }) => kind === "llm" || kind === "embedding")
    .sort(byStart);
  if (spans.length !== expected.length)
    found.push(
      `model calls: want ${expected.length} (${expected.map(stepOf).join(", ")}), got ${spans.length} (${spans.map(({ name, output_text }) => `${name}: ${output_text}`).join(", ")})`,
    );
  else for (const [i, call] of expected.entries()) compareCall(call, spans[i] as SpanDocument, check);

  for (const trace of traces.filter(({ spans: all }) => all.some(({ kind }) => kind === "llm"))) {
    if (client.session !== undefined) check("trace.session_id", client.session, trace.session_id);
    if (client.user !== undefined) check("trace.user_id", client.user, trace.user_id);
  }
  compareTotals(client, expected, traces, check);
  compareTools(client, traces, check);
  const scores = traces.flatMap((trace) => trace.scores);
  for (const { name, value } of client.scores ?? [])
    check(`scores.${name}`, value, scores.find((score) => score.name === name)?.value);
  if (client.scores !== undefined) check("scores.length", client.scores.length, scores.length);
  return found;
}

export const stepOf = ({ api, answer }: ProviderCall): string => `${api}.${answer.step}`;

type Check = (path: string, want: unknown, got: unknown, ok?: boolean) => void;

/** Compares one value, minding what the client does not send. */
function checker(client: Client, found: string[]): Check {
  const gaps = Object.entries(client.gaps ?? {}).map(([path, gap]) => ({
    pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll("*", ".+")}$`),
    gap,
  }));
  return (path, want, got, ok = same(want, got)) => {
    const gap = gaps.find(({ pattern }) => pattern.test(path))?.gap;
    if (gap === undefined) {
      if (!ok) found.push(`${path}: want ${show(want)}, got ${show(got)}`);
    } else if (gap.shows !== undefined) {
      if (!same(gap.shows, got)) found.push(`${path}: the client says ${show(gap.shows)}, got ${show(got)}`);
    } else if (!isUnknown(got)) {
      found.push(`${path}: is not sent and must be unknown, got ${show(got)}`);
    }
  };
}

function compareCall(call: ProviderCall, span: SpanDocument, check: Check): void {
  const { answer } = call;
  const at = (field: string): string => `${stepOf(call)}.${field}`;
  const refused = answer.refusal !== null;
  check(at("kind"), call.api === "embeddings" ? "embedding" : "llm", span.kind);
  check(at("provider"), call.provider, span.provider);
  check(at("request_model"), call.requestModel, span.request_model);
  if (refused) {
    check(at("status"), "error", span.status);
    check(
      at("error"),
      answer.refusal?.message,
      span.error?.message,
      span.error?.message?.includes("Rate limit"),
    );
    check(at("usage"), null, span.tokens, isUnknown(span.tokens?.input_total));
    return;
  }
  check(at("status"), "ok", span.status);
  const usage = call.usageSent ? answer.tokens : null;
  check(at("tokens.input_total"), usage?.input_total ?? null, span.tokens?.input_total ?? null);
  if (call.api === "embeddings") return;
  check(at("response_model"), call.responseModel, span.response_model);
  for (const name of ["output_total", "cache_read", "cache_write", "reasoning"] as const) {
    const [want, got] = [usage?.[name] ?? null, span.tokens?.[name] ?? null];
    // Providers say 0 where clients say nothing: both read as none.
    check(at(`tokens.${name}`), want, got, want === got || (want === 0 && got === null));
  }
  check(
    at("cost_usd"),
    costOf(call.requestModel, usage),
    span.cost_usd === null ? null : Number(span.cost_usd),
  );
  check(at("streaming"), call.streaming, span.streaming);
  if (call.streaming) {
    // From the moment when the program asked: a busy machine takes its time until the request is on its way.
    const ttftMs = (call.firstContentAtMs ?? 0) - Date.parse(span.started_at);
    check(
      at("ttft_ms"),
      ttftMs,
      span.ttft_ms,
      span.ttft_ms !== null &&
        span.ttft_ms >= ttftMs - TTFT_EARLY_MS &&
        span.ttft_ms <= ttftMs + TTFT_LATE_MS,
    );
  } else check(at("ttft_ms"), null, span.ttft_ms);
  check(at("finish_reason"), answer.finishReason, span.finish_reason);
  check(at("system"), call.system, span.system);
  const asked = span.input?.findLast(({ role }) => role === "user");
  check(at("question"), call.question, asked === undefined ? null : messageText(asked));
  if (answer.step === "told") {
    const result = span.input?.find(({ role }) => role === "tool");
    const text = result === undefined ? null : messageText(result);
    check(at("tool_result"), "Friday", text, text?.includes("Friday"));
  }
  check(at("output_text"), answer.text === "" ? null : answer.text, span.output_text || null);
  check(at("tool_calls"), answer.toolCalls, span.tool_calls ?? []);
}

/** What traces add up to: a call that two spans report is counted once. */
function compareTotals(
  client: Client,
  calls: readonly ProviderCall[],
  traces: readonly TraceDocument[],
  check: Check,
): void {
  const gaps = Object.entries(client.gaps ?? {}).filter(([path]) => path.includes(".tokens"));
  if (gaps.some(([, { shows }]) => shows !== undefined)) return; // what the client invents is in the sum
  for (const name of ["input_total", "output_total"] as const) {
    const unsaid = new Set(gaps.map(([path]) => path.replace(/\*$/, name)));
    const want = calls
      .filter((call) => call.usageSent && !unsaid.has(`${stepOf(call)}.tokens.${name}`))
      .reduce((sum, { answer }) => sum + answer.tokens[name], 0);
    check(
      `total.${name}`,
      want,
      traces.reduce((sum, { tokens }) => sum + (tokens?.[name] ?? 0), 0),
    );
  }
}

function compareTools(client: Client, traces: readonly TraceDocument[], check: Check): void {
  if (client.toolRuns === undefined) return;
  const tools = traces.flatMap(({ spans }) => spans).filter(({ kind }) => kind === "tool");
  check("tools.length", client.toolRuns, tools.length);
  for (const { tool } of tools) {
    check("tools.name", TOOL_RUN.name, tool?.name);
    check("tools.arguments", TOOL_RUN.arguments, tool?.arguments);
    check("tools.result", TOOL_RUN.result, tool?.result);
  }
}

const byStart = (a: SpanDocument, b: SpanDocument): number => (a.started_at < b.started_at ? -1 : 1);

const isUnknown = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

const show = (value: unknown): string => JSON.stringify(value) ?? "nothing";

const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a ?? null)) === JSON.stringify(sorted(b ?? null));

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, item]) => [key, sorted(item)]),
        )
      : value;
