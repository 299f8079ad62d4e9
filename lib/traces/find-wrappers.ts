import { isModelCall, type SpanKind } from "@/lib/model/kind";

import { isWrapper, shownKind, type StoredSpan } from "./span-row";

/** Another actor starts here: what is above and what is below are different calls. */
const BARRIERS: ReadonlySet<SpanKind> = new Set([
  "tool",
  "agent",
  "retrieval",
  "rerank",
  "guardrail",
  "evaluator",
]);

/**
 * Which spans repeat which model call: for each call the ids of its wrappers, innermost first, then what lies within it,
 * then twins beside it. A wrapper that stands around several calls (an SDK's own loop) repeats none of them: what it says
 * is their sum.
 */
export function findWrappers(spans: readonly StoredSpan[]): Map<string, string[]> {
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  const callsOf = new Map<string, Set<string>>();
  const chains = new Map<string, string[]>();
  const note = (wrapper: string, call: string) => {
    const calls = callsOf.get(wrapper) ?? new Set<string>();
    callsOf.set(wrapper, calls.add(call));
    const chain = chains.get(call) ?? [];
    chains.set(call, chain);
    if (!chain.includes(wrapper)) chain.push(wrapper);
  };
  const calls = spans.filter((span) => isModelCall(shownKind(span)));
  for (const call of calls) {
    for (const above of scopeAbove(byId, call))
      if (isWrapper(above) && above.kind === call.kind) note(above.span_id, call.span_id);
  }
  // A call that knows its usage stands for spans within it that know none.
  for (const inner of spans.filter(isWrapper)) {
    const around = scopeAbove(byId, inner).find(
      (above) => isModelCall(shownKind(above)) && above.kind === inner.kind,
    );
    if (around !== undefined) note(inner.span_id, around.span_id);
  }
  // Two instrumentations beside each other report one response.
  const callByResponse = new Map(
    calls.filter((call) => call.response_id).map((call) => [call.response_id, call.span_id]),
  );
  for (const twin of spans) {
    const call =
      twin.response_id === null || !isWrapper(twin) ? undefined : callByResponse.get(twin.response_id);
    if (call !== undefined) note(twin.span_id, call);
  }
  for (const [call, chain] of chains) {
    const own = chain.filter((wrapper) => callsOf.get(wrapper)?.size === 1);
    if (own.length === 0) chains.delete(call);
    else chains.set(call, own);
  }
  return chains;
}

/** Ancestors up to the next actor, nearest first; a circle of parents ends where it closes. */
function scopeAbove(byId: ReadonlyMap<string, StoredSpan>, span: StoredSpan): StoredSpan[] {
  const above = new Set<StoredSpan>();
  for (
    let at = parentOf(byId, span);
    at !== undefined && at !== span && !above.has(at);
    at = parentOf(byId, at)
  ) {
    if (BARRIERS.has(at.kind)) break;
    above.add(at);
  }
  return [...above];
}

const parentOf = (byId: ReadonlyMap<string, StoredSpan>, span: StoredSpan): StoredSpan | undefined =>
  span.parent_span_id === null ? undefined : byId.get(span.parent_span_id);
