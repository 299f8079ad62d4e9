import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { COMPLETENESS } from "@/lib/model/completeness";

import type { SpanFacts } from "./facts";
import { resolveTrace } from "./resolve-trace";
import { span } from "./testing";

const usage = (input: number, output: number, costNanoUsd: number | null = null) => ({
  inputUncachedTokens: input,
  outputTextTokens: output,
  costNanoUsd,
});
const resolve = (...spans: SpanFacts[]) => resolveTrace(spans, []);
/** Names of the spans that stand for calls. */
const counted = (...spans: SpanFacts[]): string[] =>
  resolve(...spans)
    .spans.filter(({ span: own, derived }) => ["llm", "embedding"].includes(derived.kind ?? own.kind))
    .map(({ span: own }) => own.name)
    .sort();

describe("a call within a call", () => {
  const outer = span("o", { kind: "llm", ...usage(1000, 100) });
  const inner = span("i", { parentSpanId: "s", at: 2, ms: 10, kind: "llm", ...usage(600, 60) });
  const between = (kind: SpanFacts["kind"]) => span("s", { parentSpanId: "o", at: 1, ms: 20, kind });

  it.each(["tool", "agent", "retrieval", "rerank", "guardrail", "evaluator"] as const)(
    "is another one where a span of the kind %s starts another actor in between",
    (kind) => expect(counted(outer, between(kind), inner)).toEqual(["i", "o"]),
  );
  it.each(["workflow", "other"] as const)("is the same one below a span of the kind %s", (kind) =>
    expect(counted(outer, between(kind), inner)).toEqual(["i"]),
  );
});

describe("an agent that alone carries usage", () => {
  const agent = (id: string, said: Partial<SpanFacts> & { at?: number; ms?: number } = {}) =>
    span(id, { kind: "agent", requestModel: "gpt-4o", ...usage(1000, 100, 35), ...said });
  const tool = (id: string, parentSpanId: string) => span(id, { parentSpanId, at: 1, ms: 10, kind: "tool" });
  const call = (id: string, parentSpanId: string, said: Partial<SpanFacts> = {}) =>
    span(id, {
      parentSpanId,
      at: 2,
      ms: 5,
      kind: "llm",
      requestModel: "gpt-4o",
      ...usage(600, 60, 21),
      ...said,
    });

  it("is the call, with tokens, cost and model, also where tools ran below it", () => {
    const { trace } = resolve(agent("a"), tool("t", "a"));
    expect(trace).toMatchObject({
      llmCount: 1,
      costNanoUsd: 35,
      costStatus: "known",
      inputTokens: 1000,
      models: ["gpt-4o"],
    });
  });
  it("is counted with an unknown cost where it names no model", () => {
    expect(resolve(agent("a", { requestModel: null, costNanoUsd: null })).trace).toMatchObject({
      llmCount: 1,
      costStatus: "unknown",
      inputTokens: 1000,
    });
  });
  it("is no call when its calls come later, however deep below it", () => {
    const step = span("s", { parentSpanId: "a", at: 1, kind: "workflow" });
    expect(counted(agent("a"), step, call("c", "s"))).toEqual(["c"]);
    const sub = agent("s", { parentSpanId: "a", at: 1, ...usage(600, 60, 21) });
    expect(counted(agent("a"), sub, call("c", "s"))).toEqual(["c"]);
    expect(resolve(agent("a"), step, call("c", "s")).trace.costNanoUsd).toBe(21);
  });
  it("is a call beside those of a tool, a search or a guardrail: they are not its own", () => {
    for (const kind of ["tool", "retrieval", "guardrail", "evaluator"] as const)
      expect(counted(agent("a"), { ...tool("t", "a"), kind }, call("c", "t"))).toEqual(["a", "c"]);
  });
  it("as a workflow sums up whatever lies below it", () => {
    const flow = agent("a", { kind: "workflow" });
    expect(counted(flow)).toEqual(["a"]);
    expect(counted(flow, tool("t", "a"), call("c", "t"))).toEqual(["c"]);
    expect(counted(flow, tool("t", "a"), agent("b", { parentSpanId: "t" }))).toEqual(["b"]);
  });
  it("gives way to those within it that add up to it, else stands for them too", () => {
    const inner = (id: string, input: number, output: number) =>
      agent(id, { parentSpanId: "a", at: 1, ...usage(input, output, 1) });
    expect(counted(agent("a"), inner("b", 400, 40), inner("c", 600, 60))).toEqual(["b", "c"]);
    expect(counted(agent("a"), inner("b", 400, 40), inner("c", 500, 50))).toEqual(["a"]);
    expect(counted(agent("a"), inner("b", 1000, 100))).toEqual(["a"]);
    expect(counted(agent("a", { costNanoUsd: null, requestModel: null }), inner("b", 1000, 100))).toEqual([
      "b",
    ]);
    const silent = agent("a", {
      ...usage(0, 0),
      inputUncachedTokens: null,
      outputTextTokens: null,
      parts: COMPLETENESS.output,
    });
    expect(counted(silent, inner("b", 400, 40))).toEqual(["b"]);
  });
  it("is the call that lies beside it, where that is told by another instrumentation with the same totals", () => {
    const root = span("r", { ms: 100 });
    const told = agent("a", { parentSpanId: "r", ms: 50, resourceDigest: 1 });
    const beside = call("c", "r", { ...usage(1000, 100, 35), resourceDigest: 2 });
    expect(counted(root, told, beside)).toEqual(["c"]);
  });

  it("counts each token once in any order, whatever came first", () => {
    const nodes = fc.array(
      fc.record({
        parent: fc.nat(8),
        kind: fc.constantFrom("agent", "workflow", "tool", "llm", "other", "guardrail" as const),
        tokens: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
        order: fc.nat(),
      }),
      { minLength: 1, maxLength: 9 },
    );
    fc.assert(
      fc.property(nodes, (said) => {
        const spans = said.map(({ parent, kind, tokens }, index) =>
          span(`n${index}`, {
            ...(index > 0 ? { parentSpanId: `n${parent % index}` } : {}),
            at: index,
            kind,
            requestModel: "m",
            ...(tokens === null ? {} : usage(tokens, tokens, tokens)),
          }),
        );
        const shuffled = spans
          .map((one, index) => ({ one, order: said[index]?.order ?? 0 }))
          .sort((a, b) => a.order - b.order)
          .map(({ one }) => one);
        expect(counted(...shuffled)).toEqual(counted(...spans));
        expect(resolve(...shuffled).trace).toEqual(resolve(...spans).trace);
        // Of a span and what lies above it without a tool or the like between, one at most carries the money.
        const calls = new Set(counted(...spans));
        const parentOf = (name: string) => said[Number(name.slice(1))];
        for (const name of calls)
          for (let at = Number(name.slice(1)); at > 0;) {
            at = (parentOf(`n${at}`)?.parent ?? 0) % at;
            const above = said[at];
            if (above?.kind === "tool" || above?.kind === "guardrail") break;
            if (above?.kind === "agent" || above?.kind === "workflow")
              expect(calls.has(`n${at}`)).toBe(false);
          }
      }),
      { numRuns: 500 },
    );
  });
});

describe("two instrumentations beside each other", () => {
  const sdk = (id: string, at: number, ms: number, said: Partial<SpanFacts> = {}) =>
    span(id, {
      parentSpanId: "r",
      at,
      ms,
      kind: "llm",
      requestModel: "gpt-4o",
      service: "shop",
      resourceDigest: 1,
      ...usage(1000, 100, 35),
      ...said,
    });
  const other = { resourceDigest: 2, responseModel: "gpt-4o-2024-08-06" };

  it("tell one call, also when one or both know no response id", () => {
    expect(counted(sdk("a", 0, 100), sdk("b", 2_000, 90, other))).toEqual(["b"]);
    expect(counted(sdk("a", 0, 100, { responseId: "x" }), sdk("b", 2_000, 90, other))).toEqual(["b"]);
    const dated = { ...other, requestModel: "gpt-4o-2024-08-06" };
    expect(counted(sdk("a", 0, 100), sdk("b", 2_000, 90, dated))).toEqual(["b"]);
    expect(
      counted(
        sdk("a", 0, 100, { parentSpanId: null }),
        sdk("b", 2_000, 90, { ...other, parentSpanId: null }),
      ),
    ).toEqual(["b"]);
    expect(resolve(sdk("a", 0, 100), sdk("b", 2_000, 90, other)).trace).toMatchObject({
      llmCount: 1,
      costNanoUsd: 35,
      inputTokens: 1000,
    });
  });
  it("may read their clocks a few milliseconds apart", () => {
    expect(counted(sdk("a", 0, 100), sdk("b", -3_000, 101, other))).toHaveLength(1);
    expect(counted(sdk("a", 0, 100), sdk("b", -9_000, 101, other))).toHaveLength(2);
  });
  it("tell two calls where anything else differs", () => {
    const differ: Partial<SpanFacts>[] = [
      { resourceDigest: 1 },
      { resourceDigest: null },
      { service: "mail" },
      { requestModel: "gpt-4o-mini", responseModel: null },
      usage(1000, 101),
      { parentSpanId: "q".padStart(16, "0") },
      { kind: "embedding" },
    ];
    for (const said of differ)
      expect([said, counted(sdk("a", 0, 100), sdk("b", 2_000, 90, { ...other, ...said })).length]).toEqual([
        said,
        2,
      ]);
    expect(counted(sdk("a", 0, 100), sdk("b", 50_000, 90, other))).toHaveLength(2);
    expect(
      counted(sdk("a", 0, 100, { responseId: "x" }), sdk("b", 2_000, 90, { ...other, responseId: "y" })),
    ).toHaveLength(2);
  });
  it("leave as many calls as were made at once", () => {
    const views = [sdk("a1", 0, 100), sdk("a2", 1_000, 89)];
    const wires = [sdk("b1", 2_000, 78, other), sdk("b2", 3_000, 92, other)];
    expect(counted(...views)).toEqual(["a1", "a2"]);
    expect(counted(...views, ...wires)).toEqual(["b1", "b2"]);
    expect(counted(...views, ...wires, sdk("b3", 4_000, 70, other))).toHaveLength(3);
  });
  it("are counted by the one that tells the cached part", () => {
    const cached = { inputUncachedTokens: 200, cacheReadTokens: 800, costNanoUsd: 20 };
    expect(counted(sdk("a", 0, 100, cached), sdk("b", 2_000, 90, other))).toEqual(["a"]);
  });
  it("are one call by response id wherever the provider's own span hangs, unless one instrumentation repeats an id", () => {
    const branch = (id: string) => span(id, { parentSpanId: "r", ms: 200, kind: "workflow" });
    const spans = (said: Partial<SpanFacts>) => [
      span("r", { ms: 300 }),
      branch("x"),
      branch("y"),
      sdk("a", 0, 100, { parentSpanId: "x".padStart(16, "0"), responseId: "id" }),
      sdk("b", 2_000, 90, { parentSpanId: "y".padStart(16, "0"), responseId: "id", ...said }),
    ];
    expect(counted(...spans({ resourceDigest: 2, service: "vllm" }))).toEqual(["b"]);
    expect(counted(...spans({}))).toEqual(["a", "b"]);
    expect(counted(...spans({ resourceDigest: 2, outputTextTokens: 7 }))).toEqual(["a", "b"]);
  });
});

describe("what a model says within a step", () => {
  const root = span("r", { kind: "agent", ms: 5000 });
  const inner = (kind: SpanFacts["kind"]) => [
    span("g", { parentSpanId: "r", at: 1_000, ms: 500, kind }),
    span("i", {
      parentSpanId: "g",
      at: 2_000,
      ms: 400,
      kind: "llm",
      requestModel: "small",
      streaming: true,
      ttftNs: 50e6,
      ...usage(10, 1, 1),
    }),
  ];
  const answer = span("c", {
    parentSpanId: "r",
    at: 600_000,
    ms: 900,
    kind: "llm",
    requestModel: "large",
    streaming: true,
    ttftNs: 200e6,
    ...usage(10, 1, 2),
  });

  it("is neither the first token for the user nor the answer", () => {
    for (const kind of ["guardrail", "evaluator", "tool", "retrieval"] as const) {
      const { trace } = resolve(root, ...inner(kind), answer);
      expect(trace).toMatchObject({ ttftNs: 800e6, answerModel: "large", llmCount: 2, costNanoUsd: 3 });
      const late = inner(kind).map((one) => ({ ...one, startedUs: one.startedUs + 2_000_000 }));
      expect(resolve(root, answer, ...late).trace).toMatchObject({ ttftNs: 800e6, answerModel: "large" });
      expect(resolve(root, ...inner(kind)).trace).toMatchObject({ ttftNs: null, answerModel: null });
    }
  });
  it("is for the user where the tool is the whole trace", () => {
    const [tool, call] = inner("tool");
    expect(resolve({ ...(tool as SpanFacts), parentSpanId: null }, call as SpanFacts).trace).toMatchObject({
      answerModel: "small",
      ttftNs: 51e6,
    });
  });
});

it("calls of which the client reports another cost are counted", () => {
  const call = (id: string, costNanoUsd: number | null, reportedCostNanoUsd: number | null) =>
    span(id, { kind: "llm", costNanoUsd, reportedCostNanoUsd });
  expect(
    resolve(call("a", 15_500_000, 25_500_000), call("b", 1_000_000, 1_000_400), call("c", 5_000, 0)).trace,
  ).toMatchObject({ contradictedCostCount: 1, costStatus: "known" });
  expect(resolve(call("a", null, 25_500_000)).trace).toMatchObject({ contradictedCostCount: 0 });
});
