import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { flagNames } from "@/lib/model/flags";
import type { JsonObject } from "@/lib/model/json";
import type { ModelSpan } from "@/lib/model/span";
import { tokenTotals } from "@/lib/model/tokens";

import { mergeInMemory } from "@/lib/ingest/pieces/merge.testing";
import type { Part } from "@/lib/ingest/pieces/part";
import { timeNs } from "./identity";
import { isRefusal } from "./refusal";
import { type Operation, pieceOfRun, runs } from "./run-parts";

const ROOT = "01a1fc2a-f39a-7000-8000-00270b0dcf65";
const CHILD = "01a1fc2a-f3de-7000-8000-01762661e833";
const START = "2026-11-21T03:33:55.738001Z";
const STAMP = "20261121T033355738001Z";

const piece = (operation: Operation, fields: JsonObject, pathId?: string): Part => {
  const made = pieceOfRun(operation, fields, pathId);
  if (isRefusal(made)) throw new Error(made.message);
  return made;
};
/** The span of one run that is told in one message. */
function spanOf(fields: JsonObject): ModelSpan {
  const [span] = mergeInMemory(runs, [
    piece("post", {
      id: CHILD,
      trace_id: ROOT,
      parent_run_id: ROOT,
      dotted_order: `${STAMP}${ROOT}.${STAMP}${CHILD}`,
      name: "step",
      run_type: "llm",
      start_time: START,
      end_time: Date.parse("2026-11-21T03:33:56.738Z"),
      ...fields,
    }),
  ]);
  if (span === undefined) throw new Error("no span");
  return span;
}
const withMetadata = (metadata: JsonObject, extra: JsonObject = {}): JsonObject => ({
  extra: { metadata, ...extra },
});

describe("a run", () => {
  it("is the same whatever messages its fields came in, in any order, however often", () => {
    const whole: JsonObject = {
      id: CHILD,
      trace_id: ROOT,
      parent_run_id: ROOT,
      dotted_order: `${STAMP}${ROOT}.${STAMP}${CHILD}`,
      name: "ChatOpenAI",
      run_type: "llm",
      start_time: START,
      end_time: 1795232036820,
      inputs: { model: "gpt-4.1", messages: [{ role: "user", content: "Hi" }], stream: true },
      outputs: {
        model: "gpt-4.1-2025",
        choices: [{ finish_reason: "stop", message: { role: "assistant", content: "Yo" } }],
      },
      events: [{ name: "new_token", time: "2026-11-21T03:33:56.000Z" }],
      extra: { metadata: { session_id: "s", usage_metadata: { input_tokens: 3, output_tokens: 1 } } },
      tags: ["a"],
      session_name: "app",
      error: "Error: late",
    };
    const expected = spanOf(whole);
    const others = Object.keys(whole).filter((field) => field !== "id");
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: others.length, maxLength: others.length }),
        fc.infiniteStream(fc.integer({ min: 0, max: 1_000 })),
        fc.boolean(),
        (message, chance, repeat) => {
          const bodies: JsonObject[] = [0, 1, 2, 3].map(() => ({ id: CHILD }));
          for (const [at, field] of others.entries())
            (bodies[message[at] as number] as JsonObject)[field] = whole[field] as never;
          const pieces = bodies.map((body, at) => piece(at === 0 ? "post" : "patch", body));
          const shuffled = [...pieces, ...(repeat ? pieces : [])]
            .map((one) => ({ one, key: chance.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          const [span, ...more] = mergeInMemory(runs, shuffled);
          expect(more).toEqual([]);
          expect({ ...span, mergedParts: 1 }).toEqual(expected);
        },
      ),
    );
  });

  it("waits for its creation when an update says neither trace nor start", () => {
    const update = piece("patch", { end_time: "2026-11-21T03:33:57Z", outputs: { output: "done" } }, ROOT);
    expect(mergeInMemory(runs, [update])).toEqual([]);
    const create = piece("post", {
      id: ROOT.replaceAll("-", ""),
      name: "by hand",
      run_type: "chain",
      start_time: "2026-11-21T03:33:55",
    });
    expect(mergeInMemory(runs, [update, create])).toMatchObject([
      {
        traceId: ROOT.replaceAll("-", ""),
        parentSpanId: null,
        durationNs: 2_000_000_000n,
        outputValue: "done",
      },
    ]);
  });

  it("stands in its trace by its dotted order alone", () => {
    const [span] = mergeInMemory(runs, [
      piece("patch", {
        id: CHILD,
        dotted_order: `${STAMP}${ROOT}.${STAMP}${CHILD}`,
        end_time: 1795232036820,
      }),
    ]);
    expect(span).toMatchObject({
      traceId: ROOT.replaceAll("-", ""),
      startedAtNs: 1795232035738001000n,
      // The counter in the start is no time: 36.820 − 35.738.
      durationNs: 1_082_000_000n,
    });
    expect(span?.parentSpanId).toMatch(/^[0-9a-f]{16}$/);
  });

  it("keeps its id, and everything that has no word in a span", () => {
    const span = spanOf({
      ...withMetadata(
        { tenant: "acme" },
        { runtime: { sdk: "langsmith-js", sdk_version: "1" }, batch_size: 2 },
      ),
      tags: ["prod", "seq:step:2", "langsmith:hidden"],
      reference_example_id: "ex-1",
      serialized: { lc: 1 },
      something_new: { x: 1 },
      outputs: { system_fingerprint: "fp", choices: [{ message: { role: "assistant", content: "x" } }] },
    });
    expect(span.tags).toEqual(["prod"]);
    expect(span.metadata).toEqual({ tenant: "acme" });
    expect(span.attributes).toMatchObject({
      "langsmith.run_id": CHILD,
      "langsmith.hidden": true,
      "langsmith.tags": ["prod", "seq:step:2", "langsmith:hidden"],
      "langsmith.reference_example_id": "ex-1",
      "langsmith.serialized": { lc: 1 },
      "langsmith.something_new": { x: 1 },
      "langsmith.extra": { batch_size: 2 },
      "langsmith.outputs": { system_fingerprint: "fp" },
    });
    expect(span.resource).toMatchObject({ scope: { name: "langsmith-js", version: "1" } });
  });

  it("ends its message where Python's stack begins", () => {
    expect(
      spanOf({ error: `RateLimitError("429 slow down")Traceback (most recent call last):\n\n  File "a.py"` }),
    ).toMatchObject({
      isError: true,
      error: {
        type: "RateLimitError",
        message: `RateLimitError("429 slow down")`,
        stack: `Traceback (most recent call last):\n\n  File "a.py"`,
      },
    });
  });

  it("says our own words in its metadata", () => {
    const span = spanOf(
      withMetadata({
        "recount.feature": "refunds",
        "recount.prompt.name": "support",
        "recount.prompt.version": 7,
        "recount.decision.subject": "customer 4",
        user_id: "u",
        conversation_id: "c",
        lc_hub_repo: "other",
      }),
    );
    expect(span).toMatchObject({
      feature: "refunds",
      promptName: "support",
      promptLabel: "7",
      userId: "u",
      sessionId: "c",
    });
    expect(span.metadata).toMatchObject({ decision_subject: "customer 4" });
  });
});

describe("a model call", () => {
  const LANGCHAIN = {
    lc: 1,
    type: "constructor",
    id: ["langchain", "schema", "messages", "AIMessage"],
    kwargs: {
      content: "It ships.",
      response_metadata: { model_name: "gpt-4o-2024", finish_reason: "stop" },
      id: "run-01a1",
      usage_metadata: {
        input_tokens: 10,
        output_tokens: 4,
        total_tokens: 14,
        input_token_details: { priority_cache_read: 6 },
      },
    },
  };

  it("of LangChain for Python", () => {
    const span = spanOf({
      ...withMetadata(
        { ls_provider: "openai", ls_model_name: "gpt-4o", ls_temperature: 0.5 },
        {
          invocation_params: { model: "gpt-4o", stream: false, tools: [{ name: "look", input_schema: {} }] },
        },
      ),
      inputs: { messages: [[{ lc: 1, id: ["x", "HumanMessage"], kwargs: { content: "Where?" } }]] },
      outputs: {
        generations: [[{ text: "It ships.", message: LANGCHAIN, type: "ChatGeneration" }]],
        llm_output: { model_name: "gpt-4o-2024", token_usage: { prompt_tokens: 99 } },
      },
    });
    expect(span).toMatchObject({
      provider: "openai",
      requestModel: "gpt-4o",
      responseModel: "gpt-4o-2024",
      responseId: null,
      finishReason: "stop",
      streaming: false,
      parameters: { temperature: 0.5 },
      input: [{ role: "user", content: "Where?" }],
      output: [{ role: "assistant", content: "It ships." }],
      toolDefinitions: [{ name: "look" }],
    });
    expect(tokenTotals(span.tokens)).toMatchObject({ input_total: 10, cache_read: 6, output_total: 4 });
  });

  it("that completes a text, of LangChain", () => {
    expect(
      spanOf({
        inputs: { prompts: ["Once"] },
        outputs: {
          generations: [[{ text: " upon", generationInfo: { finish_reason: "length" } }]],
          llmOutput: { tokenUsage: { promptTokens: 3, completionTokens: 2, totalTokens: 5 } },
        },
      }),
    ).toMatchObject({
      input: [{ role: "user", content: "Once" }],
      output: [{ role: "assistant", content: " upon" }],
      finishReason: "length",
      tokens: { inputUncached: 3, outputText: 2 },
    });
  });

  it("of the Responses API shows no first token: its first event is none", () => {
    const span = spanOf({
      inputs: { model: "gpt-5", input: "Hi", instructions: "Be kind.", stream: true },
      outputs: {
        object: "response",
        id: "resp_1",
        model: "gpt-5-2026",
        status: "completed",
        output: [
          { type: "web_search_call", id: "ws_1" },
          { type: "function_call", call_id: "call_1", name: "look", arguments: `{"a":1}` },
        ],
        usage: { input_tokens: 9, output_tokens: 2, input_tokens_details: { cached_tokens: 4 } },
      },
      events: [{ name: "new_token", time: "2026-11-21T03:33:55.800Z" }],
    });
    expect(span).toMatchObject({
      streaming: true,
      ttftNs: null,
      finishReason: "tool_calls",
      system: "Be kind.",
      input: [{ role: "user", content: "Hi" }],
      responseId: "resp_1",
    });
    expect(span.output?.flatMap(({ tool_calls: calls }) => calls ?? [])).toEqual([
      { id: "call_1", name: "look", arguments: { a: 1 } },
    ]);
    expect(tokenTotals(span.tokens)).toMatchObject({ input_total: 9, cache_read: 4 });
  });

  it("that the Responses API was asked for shows none either, while its answer is not there", () => {
    const events = [{ name: "new_token", time: "2026-11-21T03:33:55.800Z" }];
    const asked = withMetadata({ ls_invocation_params: { use_responses_api: true } });
    expect(spanOf({ ...asked, events })).toMatchObject({ streaming: true, ttftNs: null });
  });

  it("with Anthropic's own usage adds what came from the cache", () => {
    const { tokens, usageRule } = spanOf({
      outputs: {
        role: "assistant",
        content: [{ type: "text", text: "x" }],
        usage: {
          input_tokens: 100,
          cache_read_input_tokens: 3000,
          cache_creation_input_tokens: 400,
          cache_creation: { ephemeral_1h_input_tokens: 400 },
          output_tokens: 25,
        },
      },
    });
    expect(tokenTotals(tokens)).toMatchObject({ input_total: 3500, cache_read: 3000, cache_write: 400 });
    expect(tokens?.cacheWrite1h).toBe(400);
    expect(usageRule).toBe("response-anthropic-shape");
  });

  it("dates its first token by the first event that is not empty, and says that this is approximate", () => {
    const at = (time: string, token?: string) => ({
      name: "new_token",
      time: `2026-11-21T03:33:${time}Z`,
      ...(token === undefined ? {} : { kwargs: { token } }),
    });
    const span = spanOf({ events: [at("55.800", ""), at("55.938", "It"), at("56.0", "")] });
    expect(span).toMatchObject({ streaming: true, ttftNs: 200_000_000n });
    expect(flagNames(span.flags)).toEqual(["ttftApproximate"]);
    expect(spanOf({ events: [at("55.938")] }).ttftNs).toBe(200_000_000n);
    expect(spanOf({ events: [at("59.000")] }).ttftNs).toBeNull();
  });

  it("does not keep vectors", () => {
    const span = spanOf({
      run_type: "embedding",
      inputs: { input: ["a"], model: "text-embedding-3-small" },
      outputs: {
        data: [{ embedding: Array.from({ length: 1536 }, (_, i) => i / 7) }],
        usage: { prompt_tokens: 2 },
      },
    });
    expect(span.kind).toBe("embedding");
    expect(span.outputValue).toBeNull();
    expect(span.attributes["langsmith.outputs"]).toMatchObject({
      "embedding.vectors": { count: 1, dimensions: 1536 },
    });
    expect(span.tokens?.inputUncached).toBe(2);
  });
});

it("a tool whose error LangGraph hands to the model failed", () => {
  expect(
    spanOf({
      run_type: "tool",
      name: "look",
      inputs: { input: `{"id":1}` },
      outputs: {
        output: { lc: 1, kwargs: { status: "error", content: "Error: no such order", tool_call_id: "c1" } },
      },
    }),
  ).toMatchObject({
    kind: "tool",
    isError: true,
    toolName: "look",
    toolCallId: "c1",
    inputValue: { id: 1 },
    error: { message: "Error: no such order" },
  });
});

it("names that every object has are names like any other", () => {
  const hostile = JSON.parse(
    `{"run_type":"constructor","__proto__":{"name":"x"},"constructor":{},"extra":{"metadata":{"__proto__":1,"toString":"y"}},"hasOwnProperty":2}`,
  ) as JsonObject;
  const span = spanOf(hostile);
  expect(span).toMatchObject({ kind: "other", name: "step" });
  expect(span.attributes).toMatchObject({
    "langsmith.hasOwnProperty": 2,
  });
  expect(span.metadata).toMatchObject({ toString: "y" });
});

it("any JSON is a run or refused, and never an accident", () => {
  const fields = [
    "inputs",
    "outputs",
    "extra",
    "events",
    "error",
    "tags",
    "run_type",
    "start_time",
    "end_time",
  ];
  const shapes = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record({ messages: fc.jsonValue(), generations: fc.jsonValue(), choices: fc.jsonValue() }),
    fc.record({ metadata: fc.jsonValue(), invocation_params: fc.jsonValue(), runtime: fc.jsonValue() }),
    fc.constantFrom("llm", "tool", "retriever", "embedding", "chain"),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...fields), shapes), (said) => {
      for (const runType of ["llm", "tool", "retriever", "embedding", "chain"])
        spanOf({ run_type: runType, ...(said as JsonObject) });
    }),
    { numRuns: 300 },
  );
});

it("what cannot name a run is refused with what it needs", () => {
  expect(pieceOfRun("post", ["no"])).toMatchObject({ code: "invalid_run" });
  expect(pieceOfRun("post", { name: "x" })).toMatchObject({ code: "missing_run_id" });
});

it.each([1e308, 1e18, 2e16, -1, 0, "+275760-09-13T00:00:00Z", "0001-01-01T00:00:00Z"])(
  "a time that no clock of a sender shows is none: %s",
  (time) => expect(timeNs(time)).toBeNull(),
);
