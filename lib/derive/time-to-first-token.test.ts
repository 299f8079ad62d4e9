import { expect, it } from "vitest";

import { COMPLETENESS } from "@/lib/model/completeness";

import type { SpanFacts } from "./facts";
import { resolveTrace } from "./resolve-trace";
import { span } from "./testing";

const SECOND_US = 1_000_000;
const SECOND_NS = 1e9;
const call = (id: string, said: Parameters<typeof span>[1] = {}): SpanFacts =>
  span(id, { kind: "llm", streaming: true, inputUncachedTokens: 10, outputTextTokens: 5, ...said });
const wrapper = (said: Parameters<typeof span>[1] = {}): SpanFacts =>
  span("w", { kind: "llm", ms: 10_000, streaming: true, ...said });
/** The call's first token, and the trace's. */
const ttft = (...spans: SpanFacts[]) => {
  const { spans: derived, trace } = resolveTrace(spans, []);
  const own = derived.find(({ span: one }) => one.name === "c");
  return { call: own?.derived.ttftNs ?? own?.span.ttftNs ?? null, trace: trace.ttftNs };
};

it("of a wrapper is the call's, measured from the call's own start", () => {
  const inner = call("c", { parentSpanId: "w", at: 2 * SECOND_US, ms: 5000 });
  expect(ttft(wrapper({ ttftNs: 3 * SECOND_NS }), inner)).toEqual({ call: SECOND_NS, trace: 3 * SECOND_NS });
});

it("of a wrapper that came before the call began is none: no token is earlier than its request", () => {
  const inner = call("c", { parentSpanId: "w", at: 2 * SECOND_US, ms: 5000 });
  for (const seconds of [1, 2])
    expect(ttft(wrapper({ ttftNs: seconds * SECOND_NS }), inner)).toEqual({ call: null, trace: null });
});

it("of the call itself is believed before its wrapper's", () => {
  const inner = call("c", { parentSpanId: "w", at: 2 * SECOND_US, ms: 5000, ttftNs: 1.5 * SECOND_NS });
  expect(ttft(wrapper({ ttftNs: 3 * SECOND_NS }), inner)).toEqual({
    call: 1.5 * SECOND_NS,
    trace: 3.5 * SECOND_NS,
  });
});

it("of a trace is that of the first call that streams an answer, not of one that asks for tools", () => {
  const asks = call("a", { finishReason: "tool_calls", ttftNs: SECOND_NS / 2 });
  const answers = call("c", { at: 4 * SECOND_US, ttftNs: SECOND_NS });
  expect(
    ttft(span("r", { ms: 9000 }), { ...asks, parentSpanId: id("r") }, { ...answers, parentSpanId: id("r") }),
  ).toEqual({ call: SECOND_NS, trace: 5 * SECOND_NS });
});

it("of a call whose wrapper tells that it asked for tools is no answer's", () => {
  const inner = call("c", { parentSpanId: "w", ms: 5000, ttftNs: SECOND_NS });
  expect(ttft(wrapper(), inner).trace).toBe(SECOND_NS);
  expect(ttft(wrapper({ parts: COMPLETENESS.toolCalls }), inner).trace).toBeNull();
});

it("of a trace is unknown where the first answer's is, also when a later call knows its own", () => {
  const first = call("c", { parentSpanId: "r" });
  const later = call("d", { parentSpanId: "r", at: 4 * SECOND_US, ttftNs: SECOND_NS });
  expect(ttft(span("r", { ms: 9000 }), first, later).trace).toBeNull();
});

const id = (short: string): string => short.padStart(16, "0");
