import { has } from "@/lib/model/completeness";

import { partsOf } from "./count-calls";
import type { CountedCall } from "./counted-call";
import type { SpanNode } from "./span-tree";

/** A call's own TTFT, else the one of a wrapper or twin, measured from the call's own start. */
export function ttftOf(call: CountedCall): number | null {
  if (call.node.span.ttftNs !== null) return call.node.span.ttftNs;
  for (const { span } of call.repeats) {
    if (span.ttftNs === null) continue;
    const fromOwnStart = span.ttftNs + (span.startedUs - call.node.span.startedUs) * 1000;
    return fromOwnStart > 0 ? fromOwnStart : null;
  }
  return null;
}

/**
 * From the trace's start to the first token that a user could see: the start of the first text-producing call, plus its
 * TTFT. Text-producing is the first call that streams and does not ask for tools; when its TTFT is unknown, so is the
 * trace's: a later call's token was not the first one.
 */
export function traceTtft(calls: readonly CountedCall[], traceStartedUs: number): number | null {
  const answer = calls.find((call) => call.kind === "llm" && streams(call) && !asksForTools(call));
  const ttft = answer ? ttftOf(answer) : null;
  if (!answer || ttft === null) return null;
  const fromStart = (answer.node.span.startedUs - traceStartedUs) * 1000 + ttft;
  return fromStart > 0 ? fromStart : null;
}

const members = (call: CountedCall): SpanNode[] => [call.node, ...call.repeats];

export const streams = (call: CountedCall): boolean =>
  call.node.span.streaming === true ||
  ttftOf(call) !== null ||
  members(call).some((node) => node.span.streaming === true);

export const asksForTools = (call: CountedCall): boolean =>
  members(call).some((node) => node.span.finishReason === "tool_calls") || has(partsOf(call), "toolCalls");
