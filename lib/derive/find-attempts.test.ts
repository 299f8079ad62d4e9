import { describe, expect, it } from "vitest";

import type { SpanFacts } from "./facts";
import { resolveTrace } from "./resolve-trace";
import { span } from "./testing";

const ASKED = 1;
const OTHER = 2;
const SECOND = 1_000_000;

const attempts = (...spans: SpanFacts[]) => {
  const { trace, spans: resolved } = resolveTrace(
    [span("root", { kind: "agent", ms: 60_000 }), ...spans],
    [],
  );
  return {
    bits: Object.fromEntries(
      resolved
        .filter(({ derived }) => derived.attempt !== null)
        .map(({ span: own, derived }) => [own.name, derived.attempt]),
    ),
    retries: trace.retryCount,
    fallbacks: trace.fallbackCount,
    cost: trace.retryCostNanoUsd,
  };
};
const NONE = { bits: {}, retries: 0, fallbacks: 0, cost: 0 };
/** A call of half a second, under the root unless it says otherwise. */
const call = (name: string, atSeconds: number, said: Partial<SpanFacts> = {}): SpanFacts =>
  span(name, {
    parentSpanId: "root",
    kind: "llm",
    at: atSeconds * SECOND,
    ms: 500,
    provider: "openai",
    requestModel: "gpt-4o",
    promptFingerprint: "7",
    costNanoUsd: 10,
    ...said,
  });
const failed = { isError: true, failure: "rate_limit", costNanoUsd: null } as const;

describe("attempts", () => {
  it("a call after one that failed repeats it; so does the next, until one succeeds", () => {
    expect(
      attempts(
        call("a", 1, failed),
        call("b", 2, failed),
        call("c", 3),
        call("d", 4, { inputDigest: OTHER }),
      ),
    ).toEqual({ bits: { a: 2, b: 3, c: 1 }, retries: 2, fallbacks: 0, cost: 0 });
  });
  it("on another model, or with another provider, it is a fallback", () => {
    expect(attempts(call("a", 1, failed), call("b", 2, { requestModel: "gpt-4o-mini" }))).toMatchObject({
      bits: { a: 2, b: 5 },
      fallbacks: 1,
    });
    expect(attempts(call("a", 1, failed), call("b", 2, { provider: "azure" })).fallbacks).toBe(1);
  });
  it("the same input again repeats an answer that was no good, and that one's cost was spent in vain", () => {
    expect(attempts(call("a", 1, { inputDigest: ASKED }), call("b", 2, { inputDigest: ASKED }))).toEqual({
      bits: { a: 2, b: 1 },
      retries: 1,
      fallbacks: 0,
      cost: 10,
    });
  });
  it("an agent's next call has another input, and is none", () => {
    expect(attempts(call("a", 1, { inputDigest: ASKED }), call("b", 2, { inputDigest: OTHER }))).toEqual(
      NONE,
    );
  });
  it("two at the same time are none", () => {
    expect(attempts(call("a", 1, { inputDigest: ASKED }), call("b", 1, { inputDigest: ASKED }))).toEqual(
      NONE,
    );
    expect(attempts(call("a", 1, { ...failed, durationNs: null }), call("b", 2))).toEqual(NONE);
  });
  it("after a failure a call with another prompt is another step, and so is one after a tool ran", () => {
    expect(attempts(call("a", 1, failed), call("b", 2, { promptFingerprint: "8" }))).toEqual(NONE);
    const tool = span("t", { parentSpanId: "root", kind: "tool", at: 1.6 * SECOND, ms: 10 });
    expect(attempts(call("a", 1, failed), tool, call("b", 2))).toEqual(NONE);
  });
  it("without prompts, the same name but for the model tells", () => {
    const bare = { promptFingerprint: null };
    const on = (model: string, at: number, said: Partial<SpanFacts> = {}) =>
      call(`chat ${model}`, at, { ...bare, spanId: `0000000000000ca${at}`, requestModel: model, ...said });
    expect(attempts(on("gpt-4o", 1, failed), on("claude", 2)).fallbacks).toBe(1);
    expect(attempts(call("classify", 1, { ...bare, ...failed }), call("answer", 2, bare))).toEqual(NONE);
  });
  it("each attempt may have a wrapper of its own", () => {
    const wrapper = (id: string, at: number) =>
      span(id, { parentSpanId: "root", kind: "workflow", at: at * SECOND, ms: 600 });
    expect(
      attempts(
        wrapper("e1", 1),
        call("a", 1, { ...failed, parentSpanId: "e1".padStart(16, "0") }),
        wrapper("e2", 2),
        call("b", 2, { parentSpanId: "e2".padStart(16, "0") }),
      ).bits,
    ).toEqual({ a: 2, b: 1 });
  });
  it("calls of different branches are none", () => {
    const branch = (id: string, at: number, kind: SpanFacts["kind"]) =>
      span(id, { parentSpanId: "root", kind, at: at * SECOND, ms: 600 });
    expect(
      attempts(
        branch("e1", 1, "tool"),
        call("a", 1, { ...failed, parentSpanId: "e1".padStart(16, "0") }),
        branch("e2", 2, "tool"),
        call("b", 2, { parentSpanId: "e2".padStart(16, "0") }),
      ),
    ).toEqual(NONE);
  });
  it("a tool that failed and ran again with the same arguments", () => {
    const tool = (id: string, at: number, said: Partial<SpanFacts>) =>
      span(id, { parentSpanId: "root", kind: "tool", toolName: "find", at: at * SECOND, ms: 500, ...said });
    const first = tool("a", 1, { isError: true, inputDigest: ASKED });
    expect(attempts(first, tool("b", 2, { inputDigest: ASKED }))).toEqual({
      bits: { a: 2, b: 1 },
      retries: 1,
      fallbacks: 0,
      cost: 0,
    });
    expect(attempts(first, tool("b", 2, { inputDigest: OTHER }))).toEqual(NONE);
    expect(attempts(tool("a", 1, { inputDigest: ASKED }), tool("b", 2, { inputDigest: ASKED }))).toEqual(
      NONE,
    );
  });
});
