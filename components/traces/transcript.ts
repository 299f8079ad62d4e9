import { nsOfIso } from "@/lib/model/instant";
import type { Json } from "@/lib/model/json";
import type { SpanDocument, TraceDocument } from "@/lib/traces/document";

import { callText, jsonIn, type ShownMessage, textOfMessage } from "./message-text";

/** A tool call with its result folded in: from the tool's own span, or from the message that told the model. */
export interface TranscriptCall {
  name: string;
  arguments: Json;
  result: Json;
  /** Whether a result is known; a known one may be null. */
  answered: boolean;
  /** The span that ran it; null: only its message is known. */
  spanId: string | null;
  failed: boolean;
  error: string | null;
  durationMs: number | null;
}

/** Figures of the model call that a step begins. */
export interface TranscriptFigures {
  model: string | null;
  durationMs: number | null;
  ttftMs: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: string | null;
  finishReason: string | null;
  failed: boolean;
  error: string | null;
}

/** One thing that happened, in the order in which a person would read it. */
export type TranscriptStep =
  | { type: "system"; spanId: string; text: string; changed: boolean }
  | { type: "call"; spanId: string; number: number; figures: TranscriptFigures }
  | { type: "message"; spanId: string; message: ShownMessage; said: boolean; calls: TranscriptCall[] }
  | {
      type: "documents";
      spanId: string;
      name: string;
      query: string | null;
      documents: NonNullable<SpanDocument["documents"]>;
      durationMs: number | null;
    }
  | { type: "tool"; spanId: string; call: TranscriptCall };

export interface Transcript {
  steps: TranscriptStep[];
  /** Model calls of the trace. */
  calls: number;
  /** Steps at the beginning (after a system prompt) that belong to turns before this trace: carried along, said before. */
  earlier: number;
  /** Steps beyond the limit, left out. */
  left: number;
}

/**
 * The conversation of a trace with each message once, although every call carries all before it. A message is shown where
 * it first appears; a tool's result is folded into the call that asked for it.
 */
export function transcriptOf(trace: TraceDocument, most = Number.POSITIVE_INFINITY): Transcript {
  const spans = [...trace.spans].sort((a, b) =>
    compare(nsOfIso(a.started_at) ?? 0n, nsOfIso(b.started_at) ?? 0n),
  );
  const calls = spans.filter((span) => span.kind === "llm");
  const writer = new Writer(
    spans.filter((span) => span.kind === "tool"),
    resultsIn(calls),
  );
  for (const span of spans) {
    if (span.kind === "llm") writer.call(span);
    else if (span.documents !== null || span.query !== null) writer.documents(span);
  }
  writer.looseTools(spans);
  if (calls.length === 0) writer.plain(trace);
  return {
    steps: writer.steps.slice(0, most),
    calls: calls.length,
    earlier: earlierSteps(writer.steps),
    left: Math.max(0, writer.steps.length - most),
  };
}

/** What comes before the last thing that the person said ahead of the first call. */
function earlierSteps(steps: readonly TranscriptStep[]): number {
  const first = steps.findIndex((step) => step.type === "call");
  const asked = steps
    .slice(0, Math.max(0, first))
    .findLastIndex((step) => step.type === "message" && step.message.role === "user");
  const from = steps[0]?.type === "system" ? 1 : 0;
  const before = steps.slice(from, Math.max(from, asked));
  return before.every((step) => step.type === "message") ? before.length : 0;
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Results by call id, as the messages of any later call tell them. */
function resultsIn(calls: readonly SpanDocument[]): Map<string, string> {
  const results = new Map<string, string>();
  for (const span of calls) {
    for (const message of span.input ?? []) {
      if (message.role === "tool" && message.tool_call_id !== undefined)
        results.set(message.tool_call_id, textOfMessage(message));
    }
  }
  return results;
}

/** The same message, whoever carries it: an answer of one call comes back as input of the next, often without its ids. */
const keyOf = (message: ShownMessage): string =>
  [message.role, textOfMessage(message).trim(), ...(message.tool_calls ?? []).map(callText)].join("\u0000");

class Writer {
  readonly steps: TranscriptStep[] = [];
  private system: string | null = null;
  private number = 0;
  /** How often each message is shown already. */
  private readonly shown = new Map<string, number>();
  private readonly usedTools = new Set<string>();
  private readonly foldedResults = new Set<string>();

  constructor(
    private readonly tools: readonly SpanDocument[],
    private readonly results: ReadonlyMap<string, string>,
  ) {}

  call(span: SpanDocument): void {
    this.number += 1;
    const before = this.steps.length;
    const input = span.input ?? [];
    const system = span.system ?? (input[0]?.role === "system" ? textOfMessage(input[0]) : null);
    if (system !== null && system !== this.system) {
      this.steps.push({ type: "system", spanId: span.span_id, text: system, changed: this.system !== null });
      this.system = system;
    }
    const within = new Map<string, number>();
    for (const message of input) {
      if (message.role === "system" && textOfMessage(message) === this.system) continue;
      if (this.isFolded(message)) continue;
      if (this.isNew(message, within)) this.message(span, message, false);
    }
    // The call begins after what it was given; its answer follows.
    this.steps.push({ type: "call", spanId: span.span_id, number: this.number, figures: figuresOf(span) });
    const output =
      span.output ?? (span.output_text === null ? [] : [{ role: "assistant", content: span.output_text }]);
    for (const message of output) {
      this.shown.set(keyOf(message), (this.shown.get(keyOf(message)) ?? 0) + 1);
      this.message(span, message, true);
    }
    if (this.steps.length === before) this.number -= 1;
  }

  documents(span: SpanDocument): void {
    this.steps.push({
      type: "documents",
      spanId: span.span_id,
      name: span.name,
      query: span.query,
      documents: span.documents ?? [],
      durationMs: span.duration_ms,
    });
  }

  /** Tools that ran without a model having asked for them (or whose call was not recorded), in their place in time. */
  looseTools(spans: readonly SpanDocument[]): void {
    const order = new Map(spans.map((span, i) => [span.span_id, i]));
    for (const tool of this.tools) {
      if (this.usedTools.has(tool.span_id)) continue;
      const at = this.steps.findIndex(
        (step) => step.type !== "tool" && (order.get(step.spanId) ?? 0) > (order.get(tool.span_id) ?? 0),
      );
      const step: TranscriptStep = { type: "tool", spanId: tool.span_id, call: callOf(tool) };
      this.steps.splice(at === -1 ? this.steps.length : at, 0, step);
    }
  }

  /** A trace without a model call: what went in and what came out. */
  plain(trace: TraceDocument): void {
    const root = trace.spans[0];
    if (root === undefined) return;
    const asMessage = (role: string, value: Json): ShownMessage => ({
      role,
      content: typeof value === "string" ? value : JSON.stringify(value, null, 2),
    });
    if (trace.input !== null)
      this.steps.unshift({
        type: "message",
        spanId: root.span_id,
        message: asMessage("input", trace.input),
        said: false,
        calls: [],
      });
    if (trace.output !== null)
      this.steps.push({
        type: "message",
        spanId: root.span_id,
        message: asMessage("output", trace.output),
        said: true,
        calls: [],
      });
  }

  private isNew(message: ShownMessage, within: Map<string, number>): boolean {
    const key = keyOf(message);
    const nth = (within.get(key) ?? 0) + 1;
    within.set(key, nth);
    if (nth <= (this.shown.get(key) ?? 0)) return false;
    this.shown.set(key, nth);
    return true;
  }

  private isFolded(message: ShownMessage): boolean {
    return (
      message.role === "tool" &&
      message.tool_call_id !== undefined &&
      this.foldedResults.has(message.tool_call_id)
    );
  }

  private message(span: SpanDocument, message: ShownMessage, said: boolean): void {
    const calls = (message.tool_calls ?? []).map((call): TranscriptCall => {
      // Of two calls of one name the span with this id, else the first that nobody has claimed.
      const free = this.tools.filter((tool) => !this.usedTools.has(tool.span_id));
      const tool =
        free.find((candidate) => call.id !== null && candidate.tool?.call_id === call.id) ??
        (said
          ? free.find((candidate) => candidate.tool?.call_id == null && candidate.tool?.name === call.name)
          : undefined);
      if (tool) this.usedTools.add(tool.span_id);
      const told = call.id === null ? undefined : this.results.get(call.id);
      if (call.id !== null && told !== undefined) this.foldedResults.add(call.id);
      const ran = tool && callOf(tool);
      const result = ran?.answered ? ran.result : told === undefined ? null : (jsonIn(told) ?? told);
      return {
        name: call.name,
        arguments: call.arguments,
        result,
        answered: ran?.answered === true || told !== undefined,
        spanId: tool?.span_id ?? null,
        failed: ran?.failed ?? false,
        error: ran?.error ?? null,
        durationMs: ran?.durationMs ?? null,
      };
    });
    this.steps.push({ type: "message", spanId: span.span_id, message, said, calls });
  }
}

function callOf(tool: SpanDocument): TranscriptCall {
  return {
    name: tool.tool?.name ?? tool.name,
    arguments: tool.tool?.arguments ?? null,
    result: tool.tool?.result ?? null,
    answered: tool.tool !== null && tool.tool.result !== null,
    spanId: tool.span_id,
    failed: tool.status === "error",
    error: errorText(tool),
    durationMs: tool.duration_ms,
  };
}

const errorText = ({ error }: SpanDocument): string | null =>
  error === null ? null : [error.type, error.message].filter((part) => part !== null).join(": ") || null;

const figuresOf = (span: SpanDocument): TranscriptFigures => ({
  model: span.request_model ?? span.response_model,
  durationMs: span.duration_ms,
  ttftMs: span.ttft_ms,
  inputTokens: span.tokens?.input_total ?? null,
  outputTokens: span.tokens?.output_total ?? null,
  costUsd: span.cost_usd,
  finishReason: span.finish_reason,
  failed: span.status === "error",
  error: errorText(span),
});
