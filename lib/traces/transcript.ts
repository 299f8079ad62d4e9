import type { Json } from "@/lib/model/json";

import type { SpanDocument, TraceDocument } from "./document";
import { TranscriptMessages } from "./transcript-messages";
import type { TranscriptFigures, TranscriptStep } from "./transcript-step";
import { errorText, ToolRuns, toolCallOf } from "./transcript-tools";

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
 * it first appears; a tool's result is folded into the call that asked for it. Steps stand in the order of the spans, answers where
 * their calls ended.
 */
export function transcriptOf(trace: TraceDocument, most = Number.POSITIVE_INFINITY): Transcript {
  const { spans } = trace;
  const calls = spans.filter((span) => span.kind === "llm");
  const tools = new ToolRuns(spans);
  const messages = new TranscriptMessages(tools);
  const callSteps = new Map<SpanDocument, { begin: TranscriptStep[]; after: TranscriptStep[] }>();
  let number = 0;
  for (const span of calls) {
    const { before, after } = messages.ofCall(span);
    // The call begins after what it was given; its answer follows.
    const begin: TranscriptStep = {
      type: "call",
      spanId: span.span_id,
      number: ++number,
      figures: figuresOf(span),
    };
    callSteps.set(span, { begin: [...before, begin], after });
  }
  // Only now it is known which tools a model has asked for: the others stand in their place in time.
  const steps: TranscriptStep[] = [];
  // An answer stands after what was found and done while its call ran: clients that tell one call for the whole interaction do both in it.
  let held: { until: number; after: TranscriptStep[] } = { until: 0, after: [] };
  for (const span of spans) {
    const call = callSteps.get(span);
    if (call !== undefined || Date.parse(span.started_at) >= held.until) {
      steps.push(...held.after);
      held = { until: 0, after: [] };
    }
    if (call === undefined) steps.push(...documentsOf(span), ...looseTool(span, tools));
    else {
      steps.push(...call.begin);
      held = { until: Date.parse(span.started_at) + (span.duration_ms ?? 0), after: call.after };
    }
  }
  steps.push(...held.after);
  const told = calls.length === 0 ? plainSteps(trace, steps) : steps;
  return {
    steps: told.slice(0, most),
    calls: calls.length,
    earlier: earlierSteps(told),
    left: Math.max(0, told.length - most),
  };
}

function documentsOf(span: SpanDocument): TranscriptStep[] {
  if (span.documents === null && span.query === null) return [];
  const { span_id: spanId, name, query, documents, duration_ms: durationMs } = span;
  return [{ type: "documents", spanId, name, query, documents: documents ?? [], durationMs }];
}

/** A tool that ran without a model having asked for it, or whose call was not recorded. */
const looseTool = (span: SpanDocument, tools: ToolRuns): TranscriptStep[] =>
  span.kind !== "tool" || tools.isClaimed(span)
    ? []
    : [{ type: "tool", spanId: span.span_id, call: toolCallOf(span) }];

/** A trace without a model call: what went in, its steps, and what came out. */
function plainSteps(trace: TraceDocument, steps: TranscriptStep[]): TranscriptStep[] {
  const root = trace.spans[0];
  if (root === undefined) return steps;
  const message = (role: string, value: Json, said: boolean): TranscriptStep[] => {
    if (value === null) return [];
    const content = typeof value === "string" ? value : JSON.stringify(value, null, 2);
    return [{ type: "message", spanId: root.span_id, message: { role, content }, said, calls: [] }];
  };
  return [...message("input", trace.input, false), ...steps, ...message("output", trace.output, true)];
}

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
