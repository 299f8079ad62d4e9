import { describe, expect, it } from "vitest";

import type { JsonObject } from "@/lib/model/json";

import { modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

const generation = { "langfuse.observation.type": "generation" };

describe("Langfuse: kinds", () => {
  it.each([
    ["generation", "llm"],
    ["embedding", "embedding"],
    ["retriever", "retrieval"],
    ["tool", "tool"],
    ["agent", "agent"],
    ["chain", "workflow"],
    ["span", "workflow"],
    ["guardrail", "guardrail"],
    ["evaluator", "evaluator"],
    ["event", "other"],
  ])("%s is %s", (type, kind) => expect(modelSpan({ "langfuse.observation.type": type }).kind).toBe(kind));
  it("a span with a model and usage is a generation of Python's older versions", () => {
    expect(
      modelSpan({
        "langfuse.observation.type": "span",
        "langfuse.observation.model.name": "gpt-4o",
        "langfuse.observation.usage_details": '{"input":1,"output":2}',
      }).kind,
    ).toBe("llm");
  });
  it("a span of another client under its processor is what that one says", () => {
    expect(
      modelSpan({ "langfuse.observation.type": "span", "ai.operationId": "ai.streamText.doStream" }).kind,
    ).toBe("llm");
  });
});

describe("Langfuse: observations", () => {
  it.each<Case>([
    [
      "a generation",
      {
        ...generation,
        "langfuse.observation.model.name": "gpt-4o-2024-08-06",
        "langfuse.observation.model.parameters":
          '{"temperature":"0.2","max_tokens":100,"response_format":""}',
        "langfuse.observation.input":
          '{"messages":[{"role":"system","content":"be short"},{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f"}}]}',
        "langfuse.observation.output": '{"role":"assistant","content":"hello","finish_reason":"stop"}',
        "langfuse.observation.prompt.name": "faq",
        "langfuse.observation.prompt.version": 3,
        "langfuse.observation.cost_details": '{"input":0.25,"output":0.5,"total":0.75}',
      },
      {
        requestModel: "gpt-4o-2024-08-06",
        responseModel: "gpt-4o-2024-08-06",
        parameters: { temperature: 0.2, max_tokens: 100 },
        system: "be short",
        input: [{ role: "system" }, { role: "user", content: "hi" }],
        output: [{ role: "assistant", content: "hello" }],
        toolDefinitions: [{ name: "f" }],
        finishReason: "stop",
        promptName: "faq",
        promptLabel: "3",
        reportedCostUsd: "0.75",
        streaming: false,
      },
    ],
    [
      "a stream: the request's model, the answer as text",
      {
        ...generation,
        "langfuse.observation.model.name": "gpt-4o",
        "langfuse.observation.model.parameters": '{"stream":"true"}',
        "langfuse.observation.output": "hello",
        "langfuse.observation.completion_start_time": '"1970-01-01T00:30:00.250Z"',
      },
      {
        requestModel: "gpt-4o",
        responseModel: null,
        streaming: true,
        ttftNs: 250_000_000n,
        output: [{ content: "hello" }],
      },
    ],
    [
      "a time that is not quoted",
      { ...generation, "langfuse.observation.completion_start_time": "1970-01-01T00:30:00.250000Z" },
      { ttftNs: 250_000_000n },
    ],
    [
      "LangChain's handler has the requested model apart",
      {
        ...generation,
        "langfuse.observation.model.name": "gpt-4o-2024-08-06",
        "langfuse.observation.metadata.ls_model_name": "gpt-4o",
        "langfuse.observation.metadata.ls_provider": "openai",
      },
      { requestModel: "gpt-4o", responseModel: "gpt-4o-2024-08-06", provider: "openai" },
    ],
    [
      "serialised messages of LangChain",
      {
        ...generation,
        "langfuse.observation.input":
          '[{"lc":1,"type":"constructor","id":["langchain_core","messages","HumanMessage"],"kwargs":{"content":"hi"}}]',
        "langfuse.observation.output": '{"content":"hello","type":"ai","tool_calls":[]}',
      },
      { input: [{ role: "user", content: "hi" }], output: [{ role: "assistant", content: "hello" }] },
    ],
    [
      "Anthropic's request: the system prompt stands beside the messages",
      {
        ...generation,
        "langfuse.observation.input": '{"system":"be short","messages":[{"role":"user","content":"hi"}]}',
      },
      { system: "be short", input: [{ role: "user", content: "hi" }] },
    ],
    [
      "a tool",
      {
        "langfuse.observation.type": "tool",
        "langfuse.observation.input": '{"a":1}',
        "langfuse.observation.output": '"done"',
      },
      { toolName: "step", inputValue: { a: 1 }, outputValue: "done" },
    ],
    [
      "a retriever",
      {
        "langfuse.observation.type": "retriever",
        "langfuse.observation.input": '{"query":"pads"}',
        "langfuse.observation.output": '[{"id":"a","content":"x","score":0.5}]',
      },
      { inputValue: "pads", documents: [{ id: "a", content: "x", score: 0.5 }] },
    ],
    [
      "an embedding: vectors are counted",
      {
        "langfuse.observation.type": "embedding",
        "langfuse.observation.input": "pads",
        "langfuse.observation.output": "[[0.1,0.2]]",
        "langfuse.observation.usage_details": '{"input":3}',
      },
      {
        inputValue: "pads",
        outputValue: null,
        tokens: { inputUncached: 3 },
        attributes: { "embedding.vectors": { count: 1, dimensions: 2 } },
      },
    ],
    [
      "the trace around it",
      {
        ...generation,
        "langfuse.trace.name": "answer",
        "langfuse.session.id": "s",
        "langfuse.user.id": "u",
        "langfuse.trace.tags": ["a"],
        "langfuse.environment": "Staging",
        "langfuse.release": "1.2",
        "langfuse.version": "v3",
        "langfuse.trace.metadata.tier": "gold",
        "langfuse.observation.metadata.depth": "2",
      },
      {
        traceName: "answer",
        sessionId: "s",
        userId: "u",
        tags: ["a"],
        environment: "staging",
        release: "1.2",
        version: "v3",
        metadata: { tier: "gold", depth: "2" },
      },
    ],
    [
      "metadata in one piece",
      { ...generation, "langfuse.trace.metadata": '{"tier":"gold"}' },
      { metadata: { tier: "gold" } },
    ],
    ["the root that it saw", { ...generation, "langfuse.internal.is_app_root": true }, { flags: 64 }],
    [
      "the general words for session and user",
      { ...generation, "session.id": "s", "user.id": "u" },
      { sessionId: "s", userId: "u" },
    ],
    [
      "a failure",
      {
        ...generation,
        "langfuse.observation.level": "ERROR",
        "langfuse.observation.status_message": "429 slow",
      },
      { isError: true, error: { type: "429", message: "429 slow" } },
    ],
    [
      "a warning is none",
      {
        ...generation,
        "langfuse.observation.level": "WARNING",
        "langfuse.observation.status_message": "slow",
      },
      { isError: false },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));
});

describe("Langfuse: usage in every shape", () => {
  it.each<[string, JsonObject, object]>([
    [
      "disjoint buckets of the current SDKs",
      { input: 286, input_cached_tokens: 1024, output: 8, output_reasoning_tokens: 4, total: 1322 },
      { inputUncached: 286, cacheRead: 1024, outputText: 8, reasoning: 4, rule: "langfuse-disjoint" },
    ],
    [
      "disjoint buckets of LangChain's handler",
      {
        input: 100,
        input_cache_read: 3000,
        input_cache_creation: 400,
        output: 25,
        total: 3525,
      },
      { inputUncached: 100, cacheRead: 3000, cacheWrite: 400, rule: "langfuse-disjoint" },
    ],
    [
      "the lifetimes of a write",
      { input: 100, input_cache_creation_5m: 300, input_cache_creation_1h: 100, output: 1 },
      { inputUncached: 100, cacheWrite: 400, cacheWrite1h: 100 },
    ],
    [
      "a total that holds no cache: inclusive, as version 3 wrote it",
      { input: 1310, input_cached_tokens: 1024, output: 11, total: 1321 },
      { inputUncached: 286, cacheRead: 1024, rule: "langfuse-total-inclusive" },
    ],
    [
      "audio, and buckets without a price of their own",
      { input: 10, input_audio: 5, input_image: 7, output: 3, output_audio_tokens: 2 },
      { inputUncached: 17, inputAudio: 5, outputText: 3, outputAudio: 2 },
    ],
    [
      "OpenAI's chat completions",
      {
        prompt_tokens: 1310,
        completion_tokens: 12,
        total_tokens: 1322,
        prompt_tokens_details: { cached_tokens: 1024, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 4 },
      },
      { inputUncached: 286, cacheRead: 1024, outputText: 8, reasoning: 4, rule: "langfuse-openai-shape" },
    ],
    [
      "OpenAI's Responses",
      {
        input_tokens: 1310,
        output_tokens: 12,
        input_tokens_details: { cached_tokens: 1024 },
        output_tokens_details: { reasoning_tokens: 4 },
      },
      { inputUncached: 286, cacheRead: 1024, reasoning: 4 },
    ],
    [
      "Anthropic's, which exclude the cache",
      {
        input_tokens: 100,
        output_tokens: 25,
        cache_read_input_tokens: 3000,
        cache_creation_input_tokens: 400,
        cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 100 },
      },
      {
        inputUncached: 100,
        cacheRead: 3000,
        cacheWrite: 400,
        cacheWrite1h: 100,
        rule: "langfuse-anthropic-shape",
      },
    ],
    [
      "Bedrock's, which do too",
      {
        inputTokens: 100,
        outputTokens: 25,
        totalTokens: 3525,
        cacheReadInputTokens: 3000,
        cacheWriteInputTokens: 400,
      },
      { inputUncached: 100, cacheRead: 3000, cacheWrite: 400, rule: "langfuse-bedrock-shape" },
    ],
    [
      "Gemini's: thoughts stand beside the answer",
      {
        promptTokenCount: 100,
        cachedContentTokenCount: 40,
        candidatesTokenCount: 20,
        thoughtsTokenCount: 30,
        totalTokenCount: 150,
      },
      { inputUncached: 60, cacheRead: 40, outputText: 20, reasoning: 30, rule: "langfuse-gemini-shape" },
    ],
    [
      "Gemini's of Python",
      { prompt_token_count: 100, candidates_token_count: 20, thoughts_token_count: 30 },
      { inputUncached: 100, outputText: 20, reasoning: 30 },
    ],
    [
      "LangChain's, which include the cache",
      {
        input_tokens: 3500,
        output_tokens: 25,
        input_token_details: { cache_read: 3000, cache_creation: 400 },
        output_token_details: { reasoning: 5 },
      },
      { inputUncached: 100, cacheRead: 3000, cacheWrite: 400, outputText: 20, reasoning: 5 },
    ],
    [
      "token usage in camel case",
      { promptTokens: 5, completionTokens: 2 },
      { inputUncached: 5, outputText: 2 },
    ],
  ])("%s", (_, details, { rule, ...buckets }: { rule?: string }) => {
    const { tokens, usageRule } = modelSpan({
      ...generation,
      "langfuse.observation.usage_details": JSON.stringify(details),
    });
    expect(tokens).toMatchObject(buckets);
    if (rule !== undefined) expect(usageRule).toBe(rule);
  });
});
