import { isModelCall, type SpanKind } from "@/lib/model/kind";

import { isWrapper, repeatedCall, shownKind, type StoredSpan } from "./span-row";

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
 * is their sum. Linear in the number of spans, however deep they are nested.
 */
export function findWrappers(spans: readonly StoredSpan[]): Map<string, string[]> {
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  /** The one call that a wrapper repeats; null when it stands around several. */
  const callOf = new Map<string, string | null>();
  const chains = new Map<string, string[]>();
  const note = (wrapper: string, call: string) => {
    const known = callOf.get(wrapper);
    if (known === call) return;
    callOf.set(wrapper, known === undefined ? call : null);
    const chain = chains.get(call);
    if (chain) chain.push(wrapper);
    else chains.set(call, [wrapper]);
  };
  const calls = spans.filter((span) => isModelCall(shownKind(span)));
  const wrapperAbove = nearestAbove(byId, isWrapper);
  for (const call of calls) {
    for (let at = wrapperAbove(call); at !== null; at = wrapperAbove(at)) {
      // Around several calls already: so is everything above it. Around this one already: a circle of parents.
      const known = callOf.get(at.span_id);
      if (known === null || known === call.span_id) break;
      note(at.span_id, call.span_id);
    }
  }
  // A call that knows its usage stands for spans within it that know none.
  const callAbove = nearestAbove(byId, (span) => isModelCall(shownKind(span)));
  for (const inner of spans.filter(isWrapper)) {
    const around = callAbove(inner);
    if (around !== null) note(inner.span_id, around.span_id);
  }
  // Two instrumentations beside each other report one response; or what the trace decided, though neither knows its id.
  const callByResponse = new Map(
    calls.filter((call) => call.response_id).map((call) => [call.response_id, call.span_id]),
  );
  for (const twin of spans) {
    const call =
      repeatedCall(twin) ??
      (twin.response_id === null || !isWrapper(twin) ? undefined : callByResponse.get(twin.response_id));
    if (call !== undefined && byId.has(call)) note(twin.span_id, call);
  }
  for (const [call, chain] of chains) {
    const own = chain.filter((wrapper) => callOf.get(wrapper) === call);
    if (own.length === 0) chains.delete(call);
    else chains.set(call, own);
  }
  return chains;
}

/**
 * The nearest ancestor of a span's own kind that is wanted, up to the next actor. Remembers what it found for each span on
 * the way; a circle of parents ends where it closes.
 */
function nearestAbove(
  byId: ReadonlyMap<string, StoredSpan>,
  isWanted: (span: StoredSpan) => boolean,
): (span: StoredSpan) => StoredSpan | null {
  const known = new Map<string, Map<StoredSpan, StoredSpan | null>>();
  return (span) => {
    let ofKind = known.get(span.kind);
    if (!ofKind) known.set(span.kind, (ofKind = new Map()));
    const passed = new Set<StoredSpan>();
    let found: StoredSpan | null = null;
    for (let at = span; ;) {
      const remembered = ofKind.get(at);
      if (remembered !== undefined) {
        found = remembered;
        break;
      }
      passed.add(at);
      const above = parentOf(byId, at);
      if (above === undefined || passed.has(above) || BARRIERS.has(above.kind)) break;
      if (above.kind === span.kind && isWanted(above)) {
        found = above;
        break;
      }
      at = above;
    }
    for (const one of passed) ofKind.set(one, found);
    return found;
  };
}

const parentOf = (byId: ReadonlyMap<string, StoredSpan>, span: StoredSpan): StoredSpan | undefined =>
  span.parent_span_id === null ? undefined : byId.get(span.parent_span_id);
