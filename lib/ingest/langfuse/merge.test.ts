import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Json, JsonObject } from "@/lib/model/json";
import type { ModelSpan } from "@/lib/model/span";

import { accept } from "../accept";
import { mergeInMemory } from "@/lib/ingest/pieces/merge.testing";
import type { Part } from "@/lib/ingest/pieces/part";
import { readBatch } from "./read-batch";
import { langfuseSource } from "./source";

const NOON = Date.parse("2026-11-20T12:00:00Z");
const iso = (ms: number): string => new Date(NOON + ms).toISOString();
const project = { id: 1, slug: "p", shardKeys: [1], retentionDays: 30 };
const now = () => new Date(NOON + 3_600_000);

const read = (events: readonly Json[]) => readBatch(events, { at: now(), fromBrowser: false });
const event = (type: string, body: JsonObject, atMs = 0, id = `${type} ${atMs}`): Json => ({
  id,
  type,
  timestamp: iso(atMs),
  body,
});
/** Spans of a trace by name of what they stand for. */
const spansOf = (...events: Json[]): ModelSpan[] => mergeInMemory(langfuseSource, read(events).parts);
const one = (...events: Json[]): ModelSpan => {
  const [span, more] = spansOf(...events).filter((each) => each.parentSpanId !== null);
  if (span === undefined || more !== undefined) throw new Error("not one observation");
  return span;
};
const root = (...events: Json[]): ModelSpan => {
  const [span, more] = spansOf(...events).filter((each) => each.parentSpanId === null);
  if (span === undefined || more !== undefined) throw new Error("not one root");
  return span;
};
const rowsOf = (spans: ModelSpan[]) =>
  accept({ project, now }, { spans, additions: [], scores: [], rejected: [], ignored: 0 }).batch.spans;

describe("pieces of an observation", () => {
  it("are merged by the times of their events: later values win, nothing erases", () => {
    const create = event("generation-create", {
      id: "g",
      traceId: "t",
      name: "first",
      startTime: iso(0),
      model: "gpt-4o",
      input: "hi",
      metadata: { a: 1, b: 1 },
    });
    const update = event(
      "generation-update",
      { id: "g", name: "second", endTime: iso(900), metadata: { b: 2 } },
      5,
    );
    const later = event(
      "generation-update",
      { id: "g", name: null, output: "ho", model: undefined as unknown as Json },
      9,
    );
    for (const order of [
      [create, update, later],
      [later, update, create],
    ])
      expect(one(...order)).toMatchObject({
        name: "second",
        kind: "llm",
        requestModel: "gpt-4o",
        metadata: { a: 1, b: 2 },
        input: [{ role: "user", content: "hi" }],
        output: [{ role: "assistant", content: "ho" }],
        durationNs: 900_000_000n,
        mergedParts: 3,
      });
  });

  it("of one moment: the update comes after its create", () => {
    const create = event("span-create", { id: "s", traceId: "t", name: "a", startTime: iso(0) });
    const update = event("span-update", { id: "s", traceId: "t", name: "b" });
    expect(one(create, update).name).toBe("b");
    expect(one(update, create).name).toBe("b");
  });

  it("make no span while none says the trace, and one that started when it was first spoken of without a create", () => {
    expect(spansOf(event("span-update", { id: "s", output: 1 }))).toEqual([]);
    expect(one(event("span-update", { id: "s", traceId: "t", output: 1 }, 7))).toMatchObject({
      startedAtNs: BigInt(NOON + 7) * 1_000_000n,
      durationNs: null,
    });
  });

  it("hang below their parent, else below the trace itself; ids of OpenTelemetry stay", () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const [top, inner] = spansOf(
      event("span-create", { id: "b7ad6b7169203331", traceId, startTime: iso(0) }),
      event("tool-create", {
        id: "any text",
        traceId,
        parentObservationId: "b7ad6b7169203331",
        startTime: iso(1),
      }),
    ).filter((span) => span.parentSpanId !== null) as [ModelSpan, ModelSpan];
    expect(top).toMatchObject({ traceId, spanId: "b7ad6b7169203331" });
    expect(inner).toMatchObject({
      kind: "tool",
      parentSpanId: "b7ad6b7169203331",
      attributes: { "langfuse.observation.id": "any text" },
    });
    expect(inner.spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  it("created outside of any trace are one by themselves", () => {
    const [trace, span] = spansOf(
      event("span-create", { id: "s", name: "alone", startTime: iso(0), endTime: iso(5) }),
      event("span-update", { id: "s", output: 1 }, 1),
    ).sort((a) => (a.parentSpanId === null ? -1 : 1));
    expect(trace).toMatchObject({ name: "alone", durationNs: 5_000_000n });
    expect(span).toMatchObject({ traceId: trace?.traceId, parentSpanId: trace?.spanId, outputValue: 1 });
  });

  it("keep what has no place of its own", () => {
    const span = one(
      event("span-create", {
        id: "s",
        traceId: "t",
        startTime: iso(0),
        level: "WARNING",
        statusMessage: "slow",
        generationName: "pads",
        metadata: "a text",
        usage: { input: 12, unit: "CHARACTERS" },
      }),
    );
    expect(span.isError).toBe(false);
    expect(span.attributes).toMatchObject({
      "langfuse.observation.level": "WARNING",
      "langfuse.observation.status_message": "slow",
      "langfuse.observation.metadata": "a text",
      "langfuse.body.generationName": "pads",
      "langfuse.body.usage": { input: 12, unit: "CHARACTERS" },
    });
  });

  it("say errors, prompts, the first token, parameters and costs", () => {
    expect(
      one(
        event("generation-create", {
          id: "g",
          traceId: "t",
          startTime: iso(0),
          completionStartTime: iso(300),
          endTime: iso(800),
          model: "gpt-4o",
          modelParameters: { temperature: "0.2", max_tokens: 50 },
          promptName: "support",
          promptVersion: 7,
          level: "ERROR",
          statusMessage: "RateLimitError: slow down",
          usage: { promptTokens: 10, completionTokens: 5, totalTokens: 15 },
          costDetails: { input: 0.25, output: 0.5 },
        }),
      ),
    ).toMatchObject({
      ttftNs: 300_000_000n,
      streaming: true,
      parameters: { temperature: 0.2, max_tokens: 50 },
      promptName: "support",
      promptLabel: "7",
      isError: true,
      error: { type: "RateLimitError", message: "RateLimitError: slow down" },
      tokens: { inputUncached: 10, outputText: 5 },
      reportedCostUsd: "0.75",
    });
  });

  it("count cached tokens by the shape of the counts: disjoint, or inclusive where the total says so", () => {
    const counted = (body: JsonObject) =>
      one(event("generation-create", { id: "g", traceId: "t", startTime: iso(0), ...body })).tokens;
    const details = { input: 286, input_cached_tokens: 1024, output: 12 };
    expect(counted({ usageDetails: { ...details, total: 1322 } })).toMatchObject({
      inputUncached: 286,
      cacheRead: 1024,
    });
    const inclusive = { input: 1310, input_cached_tokens: 1024, output: 11 };
    expect(counted({ usageDetails: { ...inclusive, total: 1321 } })).toMatchObject({
      inputUncached: 286,
      cacheRead: 1024,
    });
    // The older object beside it still has the total.
    expect(
      counted({ usageDetails: inclusive, usage: { input: 1310, output: 11, total: 1321 } }),
    ).toMatchObject({
      inputUncached: 286,
      cacheRead: 1024,
    });
  });

  it("say what was found, what a tool gave back, and what a framework's message holds", () => {
    const lc = (name: string, kwargs: JsonObject): Json => ({
      lc: 1,
      type: "constructor",
      id: ["langchain_core", "messages", name],
      kwargs,
    });
    const below = { traceId: "t", startTime: iso(0), endTime: iso(1) };
    const found = [{ pageContent: "30 days", metadata: { doc_id: "d1", score: 0.9 } }];
    expect(
      one(event("retriever-create", { ...below, id: "r", input: { query: "refund" }, output: found })),
    ).toMatchObject({
      kind: "retrieval",
      inputValue: "refund",
      documents: [{ id: "d1", content: "30 days", score: 0.9 }],
    });
    expect(
      one(
        event("tool-create", { ...below, id: "o", name: "look", input: { order: "NB-8" } }),
        event("tool-update", {
          ...below,
          id: "o",
          output: lc("ToolMessage", { content: '{"eta":"Friday"}', tool_call_id: "c1" }),
        }),
      ),
    ).toMatchObject({
      kind: "tool",
      toolName: "look",
      toolCallId: "c1",
      inputValue: { order: "NB-8" },
      outputValue: { eta: "Friday" },
    });
    expect(
      one(
        event("generation-create", {
          ...below,
          id: "g",
          input: [lc("SystemMessage", { content: "Be brief." }), lc("HumanMessage", { content: "hi" })],
        }),
      ),
    ).toMatchObject({ system: "Be brief.", input: [{ role: "system" }, { role: "user", content: "hi" }] });
  });

  it("keep a model's text that looks like JSON as the text it is", () => {
    const said = '{"b": 1.0,  "a": 12345678901234567890}';
    expect(
      one(event("generation-create", { id: "g", traceId: "t", startTime: iso(0), output: said })).output,
    ).toEqual([{ role: "assistant", content: said }]);
  });
});

describe("pieces of a trace", () => {
  it("become its root: earliest time, tags of all, later values", () => {
    const created = event("trace-create", {
      id: "23877e0d-d25a-48d9-88ed-338d71e370c9",
      timestamp: iso(0),
      name: "chat",
      userId: "u",
      input: "hi",
      tags: ["b"],
      metadata: { feature: "support" },
    });
    const updated = event(
      "trace-create",
      {
        id: "23877e0d-d25a-48d9-88ed-338d71e370c9",
        timestamp: iso(400),
        sessionId: "s",
        output: "ho",
        tags: ["a"],
      },
      400,
    );
    for (const order of [
      [created, updated],
      [updated, created],
    ])
      expect(root(...order)).toMatchObject({
        traceId: "23877e0dd25a48d988ed338d71e370c9",
        startedAtNs: BigInt(NOON) * 1_000_000n,
        durationNs: 400_000_000n,
        kind: "workflow",
        traceName: "chat",
        userId: "u",
        sessionId: "s",
        feature: "support",
        inputValue: "hi",
        outputValue: "ho",
        tags: ["a", "b"],
        attributes: {},
      });
  });

  it("are made of its observations when its own event never comes", () => {
    expect(
      root(
        event("generation-update", { id: "g", traceId: "t", endTime: iso(900) }),
        event("generation-create", { id: "g", traceId: "t", name: "reply", startTime: iso(100) }),
      ),
    ).toMatchObject({
      name: "reply",
      traceName: null,
      startedAtNs: BigInt(NOON + 100) * 1_000_000n,
      durationNs: 800_000_000n,
      attributes: { "langfuse.trace.id": "t" },
    });
  });

  it("sent today about last week lie in last week", () => {
    const week = 7 * 86_400_000;
    expect(root(event("trace-create", { id: "t", timestamp: iso(-week) }))).toMatchObject({
      startedAtNs: BigInt(NOON - week) * 1_000_000n,
      durationNs: 0n,
    });
  });
});

describe("whatever order, split and repetition events come in", () => {
  const time = fc.option(fc.integer({ min: 0, max: 5_000 }).map(iso), { nil: undefined });
  const text = fc.option(fc.constantFrom("a", "b", '{"x": 1}', "\u0000", "\ud800"), { nil: null });
  const body = fc.record(
    {
      name: text,
      startTime: time,
      endTime: time,
      completionStartTime: time,
      input: text,
      output: text,
      model: fc.constantFrom("gpt-4o", "gpt-4.1-mini", null),
      metadata: fc.dictionary(fc.constantFrom("k", "l", "__proto__"), fc.integer()),
      usageDetails: fc.record({ input: fc.nat(99), output: fc.nat(99) }, { requiredKeys: [] }),
      level: fc.constantFrom("ERROR", "DEFAULT", null),
      parentObservationId: fc.constantFrom("g0", "g1", null),
    },
    { requiredKeys: [] },
  );
  const observation = fc
    .record({
      type: fc.constantFrom(
        "generation-create",
        "generation-update",
        "span-update",
        "tool-create",
        "observation-update",
      ),
      id: fc.constantFrom("g0", "g1"),
      body,
    })
    .map(({ type, id, body: said }) => ({ type, body: { ...said, id, traceId: "t" } }));
  const trace = fc
    .record(
      { timestamp: time, name: text, userId: text, tags: fc.array(fc.constantFrom("x", "y")) },
      { requiredKeys: [] },
    )
    .map((said) => ({ type: "trace-create", body: { ...said, id: "t" } }));
  const events = fc
    .array(fc.tuple(fc.oneof(observation, trace), fc.integer({ min: 1, max: 20 })), {
      minLength: 1,
      maxLength: 10,
    })
    .map((list) =>
      list.map(([{ type, body: said }, at], index) =>
        event(type, said as unknown as JsonObject, at, `e${index}`),
      ),
    );
  /** Requests: the events in another order, some twice, cut anywhere. */
  const deliveries = events.chain((list) =>
    fc.record({
      list: fc.constant(list),
      requests: fc
        .tuple(
          fc.shuffledSubarray(list, { minLength: list.length }),
          fc.subarray(list),
          fc.array(fc.nat(list.length), { maxLength: 4 }),
        )
        .map(([shuffled, again, cuts]) => {
          const all = [...shuffled, ...again];
          const at = [0, ...cuts.toSorted((a, b) => a - b), all.length];
          return at.slice(1).map((end, index) => all.slice(at[index], end));
        }),
    }),
  );

  /** What the store holds: of the copies of a span the one with the greatest revision, as write and derive leave it. */
  const best = (rows: ReturnType<typeof rowsOf>) => {
    const kept = new Map<string, (typeof rows)[number]>();
    for (const row of rows) {
      const other = kept.get(row.span_id as string);
      if (!other || BigInt(other.revision as string) < BigInt(row.revision as string))
        kept.set(row.span_id as string, row);
    }
    return [...kept.values()].sort((a, b) => ((a.span_id as string) < (b.span_id as string) ? -1 : 1));
  };

  it("the same rows are left in the end", () => {
    fc.assert(
      fc.property(deliveries, ({ list, requests }) => {
        const known: Part[] = [];
        const written = requests.flatMap((request) => {
          known.push(...read(request).parts);
          return rowsOf(mergeInMemory(langfuseSource, known));
        });
        expect(best(written)).toEqual(best(rowsOf(spansOf(...list))));
      }),
      { numRuns: 80 },
    );
  }, 30_000);
});

describe("a batch", () => {
  it("loses no good event to a bad one, and says of each what became of it", () => {
    const { outcomes, parts, scores } = read([
      null,
      { id: "1", type: "span-create" },
      event("span-create", { startTime: iso(0) }, 0, ""),
      event("trace-create", { id: "t" }, 0, "3"),
      event("score-create", { name: "x", value: 1 }, 0, "4"),
      event("sdk-log", { log: {} }, 0, "5"),
      event("dataset-run-item-create", { runName: "r" }, 0, "6"),
      event("score-create", { name: "x", value: 1, datasetRunId: "r" }, 0, "7"),
    ]);
    expect(outcomes.map(({ error }) => error)).toEqual([
      "an event is an object with id, type, timestamp and body",
      "body: must be an object",
      "body.id: is missing",
      null,
      "body.traceId: say what is judged: traceId (with observationId) or sessionId",
      null,
      null,
      null,
    ]);
    expect(outcomes.map(({ note }) => note !== null)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(parts.map(({ object }) => object.split(" ").slice(0, 2).join(" "))).toEqual([
      expect.stringMatching(/^trace /) as string,
      "unshown dataset-run-item-create",
      "unshown score",
    ]);
    expect(scores).toEqual([]);
  });

  it("reads scores by their data type and target", () => {
    const { scores } = read([
      event("score-create", { id: "a", traceId: "t", observationId: "o", name: "n", value: 0.5 }),
      event("score-create", { id: "b", sessionId: "s", name: "n", value: 1, dataType: "BOOLEAN" }),
      event("score-create", {
        id: "c",
        traceId: "t",
        name: "n",
        value: 3,
        dataType: "CATEGORICAL",
        source: "EVAL",
      }),
      event("score-create", { traceId: "t", name: "n", value: "fine", comment: "why" }, 0, "event"),
    ]);
    expect(scores).toMatchObject([
      {
        id: "a",
        value: 0.5,
        sessionId: null,
        source: "code",
        spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      },
      { id: "b", value: true, traceId: null, sessionId: "s" },
      { id: "c", value: "3", source: "model" },
      { id: "event", value: "fine", comment: "why", at: "2026-11-20T12:00:00.000000Z" },
    ]);
  });
});
