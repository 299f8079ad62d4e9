import { isModelCall } from "@/lib/model/kind";

import { isWrapper, shownKind, type StoredSpan } from "./span-row";

/**
 * Which spans repeat which model call: for each call the ids of its wrappers, innermost first. A wrapper that stands
 * around several calls (an SDK's own loop) repeats none of them: what it says is their sum.
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
  const callByResponse = new Map(calls.filter((call) => call.response_id).map((call) => [call.response_id, call.span_id]));
  for (const call of calls) {
    const seen = new Set([call.span_id]);
    for (let at = parentOf(byId, call); at !== undefined && !seen.has(at.span_id); at = parentOf(byId, at)) {
      seen.add(at.span_id);
      if (isWrapper(at) && at.kind === shownKind(call)) note(at.span_id, call.span_id);
      // A tool, an agent or a retrieval in between begins a scope of its own.
      else if (shownKind(at) === "tool" || shownKind(at) === "agent" || shownKind(at) === "retrieval") break;
    }
  }
  // Two instrumentations side by side report one response.
  for (const span of spans) {
    const call = span.response_id === null || !isWrapper(span) ? undefined : callByResponse.get(span.response_id);
    if (call !== undefined) note(span.span_id, call);
  }
  for (const [call, chain] of chains) {
    const own = chain.filter((wrapper) => callsOf.get(wrapper)?.size === 1);
    if (own.length === 0) chains.delete(call);
    else chains.set(call, own);
  }
  return chains;
}

const parentOf = (byId: ReadonlyMap<string, StoredSpan>, span: StoredSpan): StoredSpan | undefined =>
  span.parent_span_id === null ? undefined : byId.get(span.parent_span_id);
