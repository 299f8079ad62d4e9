import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { FLAG } from "@/lib/model/flags";
import { isBilled } from "@/lib/model/kind";
import { COMPLETENESS } from "@/lib/model/completeness";
import { byStart } from "@/lib/model/step-order";

import { anyAdditions, anySpans } from "./any-trace.testing";
import type { SpanFacts } from "./facts";
import { resolveTrace } from "./resolve-trace";
import { addition, span } from "./testing";

const id = (short: string): string => short.padStart(16, "0");
const usage = { inputUncachedTokens: 10, outputTextTokens: 5 };
const resolve = (...spans: SpanFacts[]) => resolveTrace(spans, []);
const countedIds = (...spans: SpanFacts[]): string[] =>
  resolve(...spans)
    .spans.filter(({ span: own, derived }) => ["llm", "embedding"].includes(derived.kind ?? own.kind))
    .map(({ span: own }) => own.name);

describe("root and times", () => {
  it("starts a trace with its root, even when another machine's clock puts a child before it", () => {
    const { trace } = resolve(
      span("a", { at: 100, ms: 50 }),
      span("b", { parentSpanId: "a", at: 0, ms: 10 }),
    );
    expect(trace).toMatchObject({
      startedUs: span("a", { at: 100 }).startedUs,
      durationNs: 50e6,
      isOpen: false,
      rootSpanId: id("a"),
    });
  });
  it("extends the duration to a span that ends after the root", () => {
    expect(
      resolve(span("a", { ms: 50 }), span("b", { parentSpanId: "a", at: 40_000, ms: 60 })).trace.durationNs,
    ).toBe(100e6);
  });
  it("stays open, under the earliest orphan's name, until the root arrives", () => {
    const { trace } = resolve(
      span("b", { parentSpanId: "x", at: 5, name: "later" }),
      span("c", { parentSpanId: "y", at: 1, name: "first" }),
    );
    expect(trace).toMatchObject({ isOpen: true, rootSpanId: null, name: "first" });
  });
  it("says until when it counts as running, and nothing once its root has ended", () => {
    const child = span("b", { parentSpanId: "a", at: 5, ms: 10 });
    expect(resolve(child).trace.openUntilUs).toBe(span("z", { at: 10_005 }).startedUs + 90e6);
    expect(resolve(child, span("a", { ms: null })).trace.openUntilUs).toBe(
      span("z", { at: 10_005 }).startedUs + 3600e6,
    );
    expect(resolve(child, span("a", { ms: 50 })).trace.openUntilUs).toBeNull();
  });
  it("takes the span that its client calls the root, until the real parent arrives", () => {
    const own = span("b", { parentSpanId: "x", at: 5, flags: FLAG.appRoot, name: "answer" });
    const other = span("c", { parentSpanId: "y", at: 1 });
    expect(resolve(own, other).trace).toMatchObject({ isOpen: false, rootSpanId: id("b"), name: "answer" });
    expect(resolve(own, other, span("x", { name: "GET /" })).trace).toMatchObject({
      rootSpanId: id("x"),
      name: "GET /",
    });
  });
  it("has no duration while nothing has ended", () => {
    expect(resolve(span("a", { ms: null })).trace).toMatchObject({ durationNs: null, isOpen: true });
  });
  it("survives spans that are their own ancestors", () => {
    const { trace } = resolve(
      span("a", { parentSpanId: "b", kind: "llm" }),
      span("b", { parentSpanId: "a", at: 1 }),
      span("c", { parentSpanId: "c" }),
    );
    expect(trace).toMatchObject({ spanCount: 3, llmCount: 1, isOpen: true });
  });
  it("resolves a chain of twenty thousand nested spans", () => {
    const spans = Array.from({ length: 20_000 }, (_, n) =>
      span((n + 1).toString(16), { at: n, kind: "llm", ...(n ? { parentSpanId: n.toString(16) } : {}) }),
    );
    expect(resolveTrace(spans, []).trace).toMatchObject({ spanCount: 20_000, llmCount: 1 });
  });
});

describe("counted calls", () => {
  it("counts the inner of two nested model spans and shows the outer as a workflow", () => {
    const { trace, spans } = resolve(
      span("a", { kind: "llm", ...usage, costNanoUsd: 7 }),
      span("b", { parentSpanId: "a", at: 1, kind: "llm", ...usage, costNanoUsd: 7 }),
    );
    expect(trace).toMatchObject({ llmCount: 1, costNanoUsd: 7, inputTokens: 10, outputTokens: 5 });
    expect(spans.map(({ derived }) => derived.kind)).toEqual(["workflow", null]);
  });
  it("counts every step under a wrapper that sums them up", () => {
    const wrapper = span("a", { kind: "llm", inputUncachedTokens: 510 });
    const steps = [200, 310].map((inputUncachedTokens, n) =>
      span(`b${n}`, { parentSpanId: "a", at: n, kind: "llm", inputUncachedTokens }),
    );
    expect(resolve(wrapper, ...steps).trace).toMatchObject({ llmCount: 2, inputTokens: 510 });
  });
  it("counts the span with the usage when a deeper one has none", () => {
    expect(
      countedIds(span("a", { kind: "llm", ...usage }), span("b", { parentSpanId: "a", at: 1, kind: "llm" })),
    ).toEqual(["a"]);
  });
  it("counts both calls when a tool stands between: an agent used as a tool", () => {
    const spans = [
      span("a", { kind: "llm", ...usage }),
      span("t", { parentSpanId: "a", at: 1, kind: "tool" }),
      span("b", { parentSpanId: "t", at: 2, kind: "llm", ...usage }),
    ];
    expect(countedIds(...spans)).toEqual(["a", "b"]);
  });
  it("looks through spans of other kinds", () => {
    const spans = [
      span("a", { kind: "llm", ...usage }),
      span("h", { parentSpanId: "a", at: 1 }),
      span("b", { parentSpanId: "h", at: 2, kind: "llm", ...usage }),
    ];
    expect(countedIds(...spans)).toEqual(["b"]);
  });
  it("takes siblings with one response id at the same time for one call, one after the other for two", () => {
    const call = (name: string, at: number) =>
      span(name, { parentSpanId: "r", at, ms: 10, kind: "llm", responseId: "same", ...usage });
    expect(countedIds(call("a", 0), call("b", 5_000))).toEqual(["a"]);
    expect(countedIds(call("a", 0), call("b", 10_000))).toEqual(["a", "b"]);
  });
  it("takes a failed call that two instrumentations report beside each other for one: one within the other, under two names", () => {
    const failed = (id: string, name: string, at: number, ms: number) =>
      span(id, { name, parentSpanId: "r", at, ms, kind: "llm", isError: true, requestModel: "m" });
    const outer = failed("a", "anthropic.chat", 0, 10);
    expect(countedIds(outer, failed("b", "messages.create", 1_000, 8))).toEqual(["anthropic.chat"]);
    expect(countedIds(outer, failed("b", "anthropic.chat", 1_000, 8))).toHaveLength(2);
    expect(countedIds(outer, failed("b", "messages.create", 5_000, 8))).toHaveLength(2);
  });
  it("takes an aborted stream's root for the call, until a call under it arrives", () => {
    const root = span("a", { kind: "agent", requestModel: "m", parts: COMPLETENESS.output });
    expect(resolve(root).trace).toMatchObject({ llmCount: 1, costStatus: "unknown" });
    expect(countedIds(root, span("b", { parentSpanId: "a", kind: "llm" }))).toEqual(["b"]);
  });
  it("takes an aborted stream inside a function of the program for the call, too, and an agent in a tool for another", () => {
    const agent = (name: string, parentSpanId: string) =>
      span(name, { parentSpanId, kind: "agent", requestModel: "m", ...usage });
    expect(countedIds(span("w", { kind: "workflow" }), agent("a", "w"))).toEqual(["a"]);
    expect(countedIds(span("w", { kind: "workflow" }), agent("a", "w"), agent("b", "a"))).toEqual(["a"]);
    expect(
      countedIds(agent("a", "x"), span("t", { parentSpanId: "a", kind: "tool" }), agent("b", "t")),
    ).toEqual(["a", "b"]);
  });
  it("takes a framework's view and the wire span of one response for one call, wherever they hang", () => {
    const root = span("r", { ms: 100 });
    const chain = span("s", { parentSpanId: "r", ms: 90, kind: "workflow" });
    const view = span("v", { parentSpanId: "s", at: 1, ms: 50, kind: "llm", responseId: "id", ...usage });
    const wire = span("w", { parentSpanId: "r", at: 2, ms: 40, kind: "llm", responseId: "id", ...usage });
    expect(countedIds(root, chain, view, wire)).toEqual(["w"]);
    expect(countedIds(root, chain, view, { ...wire, responseId: "other" })).toEqual(["v", "w"]);
    expect(countedIds(root, chain, view, { ...wire, outputTextTokens: 99 })).toEqual(["v", "w"]);
    const estimated = { ...view, outputTextTokens: 99, flags: FLAG.tokensEstimated };
    expect(countedIds(root, chain, estimated, wire)).toEqual(["w"]);
    const elsewhere = span("s2", { parentSpanId: "r", ms: 90, kind: "workflow" });
    expect(countedIds(root, chain, view, elsewhere, { ...wire, parentSpanId: id("s2") })).toEqual(["v", "w"]);
  });
  it("prices a call by the wrapper that alone tells its cached part", () => {
    const wrapper = span("a", {
      kind: "llm",
      inputUncachedTokens: 286,
      cacheReadTokens: 1024,
      outputTextTokens: 5,
      costNanoUsd: 3,
    });
    const wire = span("b", {
      parentSpanId: "a",
      at: 1,
      kind: "llm",
      inputUncachedTokens: 1310,
      outputTextTokens: 5,
      costNanoUsd: 9,
      ttftNs: 40e6,
    });
    const { trace, spans } = resolve(wrapper, wire);
    expect(trace).toMatchObject({ llmCount: 1, costNanoUsd: 3, inputTokens: 1310, cacheReadTokens: 1024 });
    expect(spans[0]?.derived).toMatchObject({ kind: null, ttftNs: 40e6 + 1000 });
    expect(spans[1]?.derived.kind).toBe("workflow");
    expect(resolve(wrapper, { ...wire, inputUncachedTokens: 1311 }).trace.costNanoUsd).toBe(9);
  });
  it("prices a call by the wrapper that alone tells its reasoning, which the call leaves out of its output", () => {
    const wrapper = span("a", {
      kind: "llm",
      inputUncachedTokens: 100,
      outputTextTokens: 50,
      reasoningTokens: 20,
      costNanoUsd: 7,
    });
    const wire = (outputTextTokens: number) =>
      span("b", {
        parentSpanId: "a",
        at: 1,
        kind: "llm",
        inputUncachedTokens: 100,
        outputTextTokens,
        costNanoUsd: 5,
      });
    expect(resolve(wrapper, wire(50)).trace).toMatchObject({ llmCount: 1, costNanoUsd: 7, outputTokens: 70 });
    expect(resolve(wrapper, wire(70)).trace).toMatchObject({ llmCount: 1, costNanoUsd: 5, outputTokens: 70 });
  });
  it("takes an embedding around an embedding for one, whichever has the usage", () => {
    const pair = (outer: object, inner: object) =>
      countedIds(
        span("a", { kind: "embedding", ...outer }),
        span("b", { parentSpanId: "a", at: 1, kind: "embedding", ...inner }),
      );
    expect(pair({ inputUncachedTokens: 4 }, { inputUncachedTokens: 4 })).toEqual(["b"]);
    expect(pair({}, { inputUncachedTokens: 4 })).toEqual(["b"]);
    expect(pair({ inputUncachedTokens: 4 }, {})).toEqual(["a"]);
  });
  it("takes an embedding that a model call makes on its way for a call of its own", () => {
    const spans = [
      span("a", { kind: "llm", ...usage }),
      span("e", { parentSpanId: "a", at: 1, kind: "embedding" }),
    ];
    expect(countedIds(...spans)).toEqual(["a", "e"]);
  });
  it("never counts an agent's summed usage beside its calls", () => {
    const agent = span("a", { kind: "agent", requestModel: "m", ...usage, costNanoUsd: 9 });
    const call = span("b", { parentSpanId: "a", kind: "llm", ...usage, costNanoUsd: 9 });
    expect(resolve(agent, call).trace).toMatchObject({ costNanoUsd: 9, inputTokens: 10 });
  });
  it("counts a call that only log records tell, and not where the same service's spans tell calls", () => {
    const root = span("a", { kind: "agent", service: "claude-code" });
    const told = { kind: "llm" as const, ...usage, costNanoUsd: 9, service: "claude-code" };
    const log = span("b", { parentSpanId: "a", at: 5, ...told, flags: FLAG.fromLog });
    expect(resolve(root, log).trace).toMatchObject({ costNanoUsd: 9, llmCount: 1 });
    const own = span("c", { parentSpanId: "a", at: 1, ...told });
    expect(resolve(root, log, own).trace).toMatchObject({ costNanoUsd: 9, llmCount: 1 });
    // Written while the call's own span was active: one chain, and a second call beside it counts as well.
    const below = span("d", { parentSpanId: "c", at: 2, ...told, flags: FLAG.fromLog });
    const other = span("e", { parentSpanId: "a", at: 9, ...told });
    expect(resolve(root, own, below, other, log).trace).toMatchObject({ costNanoUsd: 18, llmCount: 2 });
    // Another program's calls in the same trace are other calls.
    expect(resolve(root, log, { ...own, service: "gateway" }).trace).toMatchObject({
      costNanoUsd: 18,
      llmCount: 2,
    });
  });
  it("takes what a log record tells for ended, though it does not say how long it took", () => {
    expect(resolve(span("a", { kind: "llm", ms: null, flags: FLAG.fromLog })).trace).toMatchObject({
      isOpen: false,
      durationNs: null,
    });
  });
  it("takes the first prompt of a coding agent's events for the input, whatever event is the earliest", () => {
    const { trace } = resolve(
      span("a", { kind: "other", flags: FLAG.fromLog }),
      span("c", { at: 9, kind: "agent", inputRef: "second", flags: FLAG.fromLog }),
      span("b", { at: 5, kind: "agent", inputRef: "first", flags: FLAG.fromLog }),
    );
    expect(trace).toMatchObject({ inputRef: "first", rootSpanId: id("a") });
  });
  it("gives a call the first token and the prompt that only its wrapper knows", () => {
    const { spans } = resolve(
      span("a", { kind: "llm", ttftNs: 400e6, promptFingerprint: "77" }),
      span("b", { parentSpanId: "a", at: 100_000, kind: "llm", ...usage }),
    );
    expect(spans[1]?.derived).toMatchObject({ ttftNs: 300e6, fingerprint: "77" });
  });
});

describe("attribution", () => {
  it("believes the root before a child that another machine's clock puts before it", () => {
    const words = (word: string) => ({
      feature: word,
      userId: word,
      sessionId: word,
      service: word,
      environment: word,
      release: word,
      version: word,
      traceName: word,
    });
    const child = span("b", { parentSpanId: "a", at: 0, ms: 10, ...words("child") });
    const { traceName: name, ...root } = words("root");
    expect(resolve(span("a", { at: 100, ms: 50, ...words("root") }), child).trace).toMatchObject({
      ...root,
      name,
    });
    // What the root does not say, the earliest says that does.
    const later = span("c", { parentSpanId: "a", at: 5, ms: 10, ...words("later") });
    expect(resolve(span("a", { at: 100, ms: 50 }), later, child).trace).toMatchObject({ userId: "child" });
  });
  it("prefers an explicit feature on any span to the root's function, and that to the trace's name", () => {
    const root = span("a", { functionName: "fn", traceName: "tn", name: "root" });
    expect(resolve(root, span("b", { parentSpanId: "a", feature: "said" })).trace.feature).toBe("said");
    expect(resolve(root).trace).toMatchObject({ feature: "fn", name: "tn" });
    expect(resolve({ ...root, functionName: null }).trace.feature).toBe("tn");
    expect(resolve({ ...root, functionName: null, traceName: null }).trace).toMatchObject({
      feature: "root",
      name: "root",
    });
  });
  it("takes the root's user, else the earliest span's, and tells every span that says otherwise", () => {
    const { trace, spans } = resolve(
      span("a"),
      span("b", { parentSpanId: "a", at: 2, userId: "late" }),
      span("c", { parentSpanId: "a", at: 1, userId: "early" }),
    );
    expect(trace.userId).toBe("early");
    expect(spans.map(({ span: own, derived }) => [own.name, derived.userId])).toEqual([
      ["a", "early"],
      ["c", null],
      ["b", "early"],
    ]);
  });
  it("unites tags", () => {
    expect(
      resolve(span("a", { tags: ["y"] }), span("b", { parentSpanId: "a", tags: ["x", "y"] })).trace.tags,
    ).toEqual(["x", "y"]);
  });
});

describe("prompts", () => {
  const call = span("b", { parentSpanId: "a", kind: "llm", promptFingerprint: "7" });
  it("are not named after a child that stands in for a root still to come", () => {
    expect(resolve(call).prompts).toEqual([]);
    expect(resolve(call, span("a", { name: "mail" })).prompts).toMatchObject([
      { name: "mail", fingerprint: "7" },
    ]);
  });
  it("are named by the client, else by the feature", () => {
    expect(resolve({ ...call, promptName: "own" }).prompts).toMatchObject([{ name: "own" }]);
    expect(resolve({ ...call, feature: "said" }).prompts).toMatchObject([{ name: "said" }]);
  });
});

describe("errors", () => {
  it("does not fail a trace for a tool that failed while its agent went on", () => {
    const { trace } = resolve(
      span("a"),
      span("t", { parentSpanId: "a", kind: "tool", isError: true, errorType: "Timeout" }),
    );
    expect(trace).toMatchObject({ isError: false, errorType: null, errorCount: 1, hasToolResults: true });
  });
  it("names the deepest failure under a failed root and counts it once", () => {
    const { trace } = resolve(
      span("a", { isError: true, errorType: "AgentError" }),
      span("b", { parentSpanId: "a", isError: true, errorType: "Step" }),
      span("c", { parentSpanId: "b", isError: true, errorType: "RateLimit" }),
    );
    expect(trace).toMatchObject({ isError: true, errorType: "RateLimit", errorCount: 1 });
  });
  it("fails a trace without a root when an outermost span failed", () => {
    expect(
      resolve(span("a", { parentSpanId: "x" }), span("b", { parentSpanId: "y", at: 1, isError: true })).trace
        .isError,
    ).toBe(true);
  });
});

describe("time to first token", () => {
  it("runs from the trace's start to the first token of the first streamed call that answers", () => {
    const { trace } = resolve(
      span("a", { ms: 5000 }),
      span("b", {
        parentSpanId: "a",
        at: 100_000,
        kind: "llm",
        streaming: true,
        ttftNs: 50e6,
        finishReason: "tool_calls",
      }),
      span("c", { parentSpanId: "a", at: 900_000, kind: "llm", streaming: true, ttftNs: 200e6 }),
    );
    expect(trace.ttftNs).toBe(1100e6);
  });
  it("is unknown when the first streamed answer does not say when it began", () => {
    const { trace } = resolve(
      span("a", { ms: 5000 }),
      span("b", { parentSpanId: "a", at: 1, kind: "llm", streaming: true }),
      span("c", { parentSpanId: "a", at: 2, kind: "llm", streaming: true, ttftNs: 200e6 }),
    );
    expect(trace.ttftNs).toBeNull();
  });
});

describe("a ranking", () => {
  const model = { kind: "rerank", requestModel: "rerank-v3.5" } as const;
  const cost = (...spans: SpanFacts[]) => {
    const { costNanoUsd, costStatus, unknownCostCount } = resolve(
      span("a", { kind: "workflow" }),
      ...spans,
    ).trace;
    return { costNanoUsd, costStatus, unknownCostCount };
  };
  it("that names its model is billed", () => {
    expect(cost(span("b", { parentSpanId: "a", ...model, costNanoUsd: 2_000_000 }))).toEqual({
      costNanoUsd: 2_000_000,
      costStatus: "known",
      unknownCostCount: 0,
    });
  });
  it("without a price is unknown, never free", () => {
    expect(cost(span("b", { parentSpanId: "a", ...model }))).toEqual({
      costNanoUsd: null,
      costStatus: "unknown",
      unknownCostCount: 1,
    });
  });
  it("without a model runs beside the program, and costs nobody anything that is known of", () => {
    expect(cost(span("b", { parentSpanId: "a", kind: "rerank" }))).toMatchObject({ costStatus: null });
  });
  it("within another is counted once", () => {
    const outer = span("b", { parentSpanId: "a", ...model, costNanoUsd: 2_000_000 });
    const inner = span("c", { parentSpanId: "b", ...model, costNanoUsd: 2_000_000 });
    expect(cost(outer, inner).costNanoUsd).toBe(2_000_000);
  });
});

describe("cost and completeness", () => {
  const call = (name: string, said: Partial<SpanFacts>) =>
    span(name, { parentSpanId: "r", kind: "llm", ...said });
  it("says known, partial, unknown or nothing to price", () => {
    expect(resolve(call("a", { costNanoUsd: 2 })).trace).toMatchObject({
      costStatus: "known",
      hasCost: true,
    });
    expect(resolve(call("a", { costNanoUsd: 2 }), call("b", {})).trace).toMatchObject({
      costStatus: "partial",
      costNanoUsd: 2,
      unknownCostCount: 1,
      hasCost: false,
    });
    expect(resolve(call("a", {})).trace).toMatchObject({
      costStatus: "unknown",
      costNanoUsd: null,
      inputTokens: null,
    });
    expect(resolve(span("a")).trace).toMatchObject({ costStatus: null, costNanoUsd: null, hasCost: null });
  });
  it("does not wait for the price of a call that failed without usage", () => {
    expect(resolve(call("a", { isError: true })).trace).toMatchObject({
      costStatus: null,
      unknownCostCount: 0,
      hasOutput: null,
    });
    expect(resolve(call("a", { isError: true, ...usage })).trace).toMatchObject({
      costStatus: "unknown",
      unknownCostCount: 1,
    });
  });
  it("judges the five parts, null where there is nothing to have", () => {
    const { trace } = resolve(
      span("r"),
      call("a", { parts: COMPLETENESS.system | COMPLETENESS.output, costNanoUsd: 1 }),
      span("s", { parentSpanId: "r", kind: "retrieval" }),
      span("t", { parentSpanId: "r", kind: "tool" }),
    );
    expect(trace).toMatchObject({
      hasPromptVersion: true,
      hasContext: false,
      hasOutput: true,
      hasToolResults: false,
      hasCost: true,
    });
    expect(resolve(span("r")).trace).toMatchObject({
      hasPromptVersion: null,
      hasContext: null,
      hasOutput: null,
      hasToolResults: null,
      hasCost: null,
    });
  });
  it("takes output that came in an addition or on a wrapper", () => {
    expect(
      resolveTrace([call("a", {})], [addition("a", { parts: COMPLETENESS.output })]).trace.hasOutput,
    ).toBe(true);
    expect(
      resolve(
        call("a", { parts: COMPLETENESS.output }),
        span("b", { parentSpanId: "a", kind: "llm", ...usage }),
      ).trace.hasOutput,
    ).toBe(true);
  });
});

describe("why a trace failed", () => {
  it("as the deepest failing span did; what says nothing gives way to what a span above made of it", () => {
    const under = (failure: string | null) =>
      resolve(
        span("a", { isError: true, errorType: "AgentError", failure: "tool_error" }),
        span("b", { parentSpanId: "a", at: 1, isError: true, failure }),
      ).trace.failure;
    expect(under("rate_limit")).toBe("rate_limit");
    expect(under("other")).toBe("tool_error");
    expect(under(null)).toBe("tool_error");
  });
  it("not at all, when it went on; but its answer may have been kept back", () => {
    const root = span("a", { kind: "agent" });
    const failed = span("b", { parentSpanId: "a", kind: "tool", isError: true, failure: "tool_error" });
    const answer = (said: Partial<SpanFacts>) =>
      resolve(root, failed, span("c", { parentSpanId: "a", at: 9, kind: "llm", ...said })).trace.failure;
    expect(answer({})).toBeNull();
    expect(answer({ failure: "refusal" })).toBe("refusal");
    expect(answer({ finishReason: "content_filter" })).toBe("content_filter");
  });
});

describe("the answer", () => {
  it("is the last call's that did not ask for tools, with what is known about that call", () => {
    const { trace } = resolve(
      span("a", { kind: "agent" }),
      span("b", { parentSpanId: "a", at: 1, kind: "llm", requestModel: "small", streaming: false }),
      span("c", {
        parentSpanId: "a",
        at: 2,
        kind: "llm",
        provider: "openai",
        requestModel: "gpt-4o",
        responseModel: "gpt-4o-2024-08-06",
        promptFingerprint: "7",
        streaming: true,
      }),
      span("d", { parentSpanId: "a", at: 3, kind: "llm", requestModel: "x", finishReason: "tool_calls" }),
    );
    expect(trace).toMatchObject({
      answerProvider: "openai",
      answerModel: "gpt-4o",
      answerFingerprint: "7",
      answerStreamed: true,
    });
    expect(resolve(span("a")).trace).toMatchObject({ answerModel: null, answerStreamed: null });
  });
});

describe("the step that a call belongs to", () => {
  const stepsOf = (...spans: SpanFacts[]) =>
    Object.fromEntries(resolve(...spans).spans.map(({ span: own, derived }) => [own.name, derived.step]));
  it("is the nearest workflow around it that is not the trace, else its own name without the model's", () => {
    const steps = stepsOf(
      span("root", { kind: "agent" }),
      span("plan", { parentSpanId: "root", at: 1, kind: "workflow" }),
      span("RunnableSequence", { parentSpanId: "plan", at: 2, kind: "workflow" }),
      span("step 1", { parentSpanId: "RunnableSequence", at: 2, kind: "agent" }),
      span("inner", { parentSpanId: "step 1", at: 3, kind: "llm" }),
      span("sub", { parentSpanId: "root", at: 3, kind: "agent", name: "invoke_agent Clerk" }),
      span("its", { parentSpanId: "sub", at: 3, kind: "llm" }),
      span("chat gpt-4o", { parentSpanId: "root", at: 4, kind: "llm", requestModel: "gpt-4o" }),
      span("answer", { parentSpanId: "root", at: 5, kind: "llm", requestModel: "gpt-4o" }),
    );
    expect(steps).toMatchObject({
      inner: "plan",
      its: "Clerk",
      "chat gpt-4o": "chat",
      answer: null,
      plan: null,
      root: null,
    });
  });
});

describe("spans that repeat a call", () => {
  /** The name of the call that each span repeats, with its rank. */
  const repeated = (...spans: SpanFacts[]) => {
    const resolved = resolve(...spans).spans;
    const nameOf = new Map(resolved.map(({ span: own }) => [own.spanId, own.name]));
    return Object.fromEntries(
      resolved.flatMap(({ span: own, derived }) =>
        derived.callId === null ? [] : [[own.name, [nameOf.get(derived.callId), derived.callRank]]],
      ),
    );
  };
  const call = (name: string, parentSpanId: string | undefined, said: Partial<SpanFacts> = {}) =>
    span(name, { kind: "llm", ...(parentSpanId ? { parentSpanId } : {}), ...said });

  it("name it: what lies within it, then its twins, then the wrappers of them all", () => {
    expect(
      repeated(
        call("a", undefined),
        call("b", "a"),
        span("c", { parentSpanId: "b" }),
        call("d", "c", { responseId: "r", ...usage }),
        call("e", "d"),
        call("f", "c", { responseId: "r" }),
      ),
    ).toEqual({ e: ["d", 0], f: ["d", 1], b: ["d", 2], a: ["d", 3] });
  });
  it("are none around several calls, nor beyond another actor", () => {
    expect(repeated(call("a", undefined), call("b", "a"), call("c", "a"))).toEqual({});
    expect(
      repeated(call("a", undefined), span("b", { kind: "tool", parentSpanId: "a" }), call("c", "b")),
    ).toEqual({});
    expect(repeated(call("a", undefined), call("b", "a"), call("c", "b"), call("d", "a"))).toEqual({
      b: ["c", 0],
    });
  });
});

describe("any order", () => {
  it("puts no step before the one that it is part of, and the others by start", () => {
    fc.assert(
      fc.property(anySpans, (said) => {
        const steps = resolve(...said).spans;
        const placeOf = new Map(steps.map(({ span: own }, index) => [own.spanId, index]));
        const parents = steps.map(({ span: own }) => placeOf.get(own.parentSpanId ?? "") ?? -1);
        // A ring of parents is cut somewhere: there one step stands before its parent.
        const isInRing = (index: number): boolean => {
          const seen = new Set<number>();
          let at = index;
          while (at !== -1 && !seen.has(at)) at = parents[seen.add(at) && at] ?? -1;
          return at !== -1;
        };
        for (const [index, parent] of parents.entries())
          if (!isInRing(index)) expect(parent).toBeLessThan(index);
        const isByStart = steps.every(
          ({ span: own }, index) => index === 0 || byStart(steps[index - 1]!.span, own) < 0,
        );
        expect(steps.map(({ derived }) => derived.order)).toEqual(
          steps.map((_, index) => (isByStart ? null : index)),
        );
      }),
    );
  });

  it("makes no difference, nor do repetitions", () => {
    fc.assert(
      fc.property(anySpans, anyAdditions, fc.infiniteStream(fc.nat()), (facts, extra, random) => {
        const shuffled = <T>(items: T[]): T[] =>
          items
            .map((item) => ({ item, at: random.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const sorted = (resolved: ReturnType<typeof resolveTrace>) => ({
          ...resolved,
          superseded: new Set(resolved.superseded.map((one) => JSON.stringify(one))),
        });
        expect(
          sorted(resolveTrace(shuffled([...facts, ...facts.slice(0, 3)]), shuffled([...extra, ...extra]))),
        ).toEqual(sorted(resolveTrace(facts, extra)));
      }),
      { numRuns: 500 },
    );
  });

  it("the end waited for something at each moment, and for one thing at a time", () => {
    fc.assert(
      fc.property(anySpans, (said) => {
        const { trace } = resolve(...said);
        const shares = [
          trace.criticalLlmNs,
          trace.criticalToolNs,
          trace.criticalRetrievalNs,
          trace.criticalOtherNs,
        ];
        if (trace.durationNs === null) {
          expect(shares).toEqual([null, null, null, null]);
          return;
        }
        expect(shares.every((share) => share !== null && share >= 0)).toBe(true);
        expect(shares.reduce((sum: number, share) => sum + (share ?? 0), 0)).toBe(trace.durationNs);
      }),
    );
  });

  it("costs what the spans that it leaves counted cost together", () => {
    fc.assert(
      fc.property(anySpans, (said) => {
        const { trace, spans: resolved } = resolve(...said);
        const counted = resolved.filter(({ span: own, derived }) =>
          isBilled(derived.kind ?? own.kind, own.requestModel ?? own.responseModel),
        );
        const known = counted.map(({ span: own }) => own.costNanoUsd).filter((cost) => cost !== null);
        expect(trace.costNanoUsd).toBe(
          known.length === 0 ? null : known.reduce((sum, cost) => sum + cost, 0),
        );
      }),
      // Two rankings that are one response: the one that repeats is no longer billed.
      {
        examples: [
          [
            [0, null].map((costNanoUsd, n) =>
              span(`${n}`, {
                kind: "rerank",
                ms: null,
                requestModel: "m",
                responseId: "r",
                costNanoUsd,
                outputTextTokens: n || null,
              }),
            ),
          ],
        ],
      },
    );
  });
});
