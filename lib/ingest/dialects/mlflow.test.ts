import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { event, modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

/** Every value is JSON on the wire. */
const encoded = (said: { [key: string]: Json }): { [key: string]: Json } =>
  Object.fromEntries(Object.entries(said).map(([key, value]) => [`mlflow.${key}`, JSON.stringify(value)]));
const call = { spanType: "CHAT_MODEL" };

describe("MLflow", () => {
  it.each([
    ["LLM", "llm"],
    ["CHAT_MODEL", "llm"],
    ["EMBEDDING", "embedding"],
    ["RETRIEVER", "retrieval"],
    ["RERANKER", "rerank"],
    ["TOOL", "tool"],
    ["AGENT", "agent"],
    ["CHAIN", "workflow"],
    ["PARSER", "workflow"],
    ["WORKFLOW", "workflow"],
    ["TASK", "workflow"],
    ["MEMORY", "workflow"],
    ["GUARDRAIL", "guardrail"],
    ["EVALUATOR", "evaluator"],
    ["UNKNOWN", "other"],
  ])("%s is %s", (spanType, kind) => expect(modelSpan(encoded({ spanType })).kind).toBe(kind));

  it.each<Case>([
    [
      "a call: the request's parameters lie in its inputs",
      encoded({
        ...call,
        "llm.model": "gpt-4o",
        "llm.provider": "openai",
        spanInputs: { model: "gpt-4o", messages: [{ role: "user", content: "hi" }], temperature: 0.2 },
        spanOutputs: {
          id: "chatcmpl-1",
          model: "gpt-4o-2024-08-06",
          choices: [{ message: { role: "assistant", content: "hello" }, finish_reason: "stop" }],
        },
        "chat.tools": [{ type: "function", function: { name: "f" } }],
        linkedPrompts: [{ name: "faq", version: "3" }],
        "llm.cost": { input_cost: 0.25, output_cost: 0.5, total_cost: 0.75 },
      }),
      {
        provider: "openai",
        requestModel: "gpt-4o",
        responseModel: "gpt-4o-2024-08-06",
        responseId: "chatcmpl-1",
        parameters: { temperature: 0.2 },
        input: [{ content: "hi" }],
        output: [{ content: "hello" }],
        finishReason: "stop",
        toolDefinitions: [{ name: "f" }],
        promptName: "faq",
        promptLabel: "3",
        reportedCostUsd: "0.75",
        attributes: {},
      },
    ],
    [
      "a text is JSON, too",
      encoded({ ...call, spanInputs: "hi", spanOutputs: "hello" }),
      { input: [{ content: "hi" }], output: [{ content: "hello" }] },
    ],
    [
      "documents",
      encoded({
        spanType: "RETRIEVER",
        spanInputs: { query: "pads" },
        spanOutputs: [{ page_content: "x", metadata: { doc_uri: "u" }, id: "a" }],
      }),
      { inputValue: "pads", documents: [{ id: "a", content: "x", metadata: { doc_uri: "u" } }] },
    ],
    [
      "documents in a new order",
      encoded({
        spanType: "RERANKER",
        spanOutputs: [{ page_content: "x", metadata: { score: 0.9 }, id: "a" }],
      }),
      { documents: [{ id: "a", score: 0.9 }] },
    ],
    [
      "a tool",
      encoded({ spanType: "TOOL", spanInputs: { a: 1 }, spanOutputs: "done" }),
      { toolName: "step", inputValue: { a: 1 }, outputValue: "done" },
    ],
    [
      "a vector",
      encoded({ spanType: "EMBEDDING", spanInputs: "pads", spanOutputs: [0.1, 0.2] }),
      { outputValue: null, attributes: { "embedding.vectors": { count: 1, dimensions: 2 } } },
    ],
    [
      "who and which conversation, as JSON or not",
      {
        ...encoded({
          ...call,
          "trace.session": "s",
          "trace.user": "u",
          traceName: "answer",
          "traceTag.tier": "gold",
        }),
      },
      { sessionId: "s", userId: "u", traceName: "answer", metadata: { tier: "gold" } },
    ],
    [
      "general words as JSON",
      { ...encoded(call), "session.id": '"s"', "user.id": '"u"' },
      { sessionId: "s", userId: "u" },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));

  it("counts are the provider's own: Anthropic's exclude the cache, OpenAI's include it", () => {
    const usage = (said: { [key: string]: Json }) => {
      const { tokens, usageRule } = modelSpan(
        encoded({
          ...call,
          "chat.tokenUsage": { input_tokens: 1310, output_tokens: 12, cache_read_input_tokens: 1024 },
          ...said,
        }),
      );
      return [tokens?.inputUncached, usageRule];
    };
    expect(usage({ "llm.model": "claude-sonnet-4" })).toEqual([1310, "mlflow-native"]);
    expect(usage({ "llm.provider": "anthropic" })).toEqual([1310, "mlflow-native"]);
    expect(usage({ "message.format": "anthropic" })).toEqual([1310, "mlflow-native"]);
    expect(usage({ "llm.model": "gpt-4o" })).toEqual([286, "mlflow-native"]);
    expect(usage({ "llm.provider": "gemini" })).toEqual([286, "mlflow-native"]);
  });

  it("the first of several chunks is the first token; a single one is the whole answer", () => {
    const chunk = (index: number, ms: bigint) =>
      event(`mlflow.chunk.item.${index}`, {}, 1_800_000_000_000n + ms * 1_000_000n);
    const span = (...events: ReturnType<typeof event>[]) => modelSpan(encoded(call), { span: { events } });
    expect(span(chunk(0, 250n), chunk(1, 300n))).toMatchObject({ ttftNs: 250_000_000n, streaming: true });
    expect(span(chunk(0, 1900n))).toMatchObject({ ttftNs: null, streaming: null });
  });
});

it("MLflow's model is the one that answered; its inputs say which was asked for", () => {
  const span = modelSpan({
    "mlflow.spanType": '"CHAT_MODEL"',
    "mlflow.spanInputs": '{"model":"gpt-4o-mini","messages":[]}',
    "mlflow.llm.model": '"gpt-4o-mini-2024-07-18"',
    "mlflow.spanOutputs": '{"model":"gpt-4o-mini-2024-07-18","choices":[]}',
  });
  expect(span).toMatchObject({ requestModel: "gpt-4o-mini", responseModel: "gpt-4o-mini-2024-07-18" });
});
