import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { event, modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

const stream = { "ai.operationId": "ai.streamText.doStream", "ai.model.id": "gpt-4o" };
const generate = { "ai.operationId": "ai.generateText.doGenerate", "ai.model.id": "gpt-4o" };

describe("AI SDK: kinds", () => {
  it.each([
    ["ai.generateText", "llm"],
    ["ai.streamText", "llm"],
    ["ai.generateObject", "llm"],
    ["ai.streamObject", "llm"],
    ["ai.generateText.doGenerate", "llm"],
    ["ai.streamText.doStream", "llm"],
    ["ai.generateObject.doGenerate", "llm"],
    ["ai.streamObject.doStream", "llm"],
    ["ai.embed", "embedding"],
    ["ai.embed.doEmbed", "embedding"],
    ["ai.embedMany", "embedding"],
    ["ai.embedMany.doEmbed", "embedding"],
    ["ai.toolCall", "tool"],
    ["ai.rerank", "rerank"],
  ])("%s is %s", (operation, kind) => {
    expect(modelSpan({ "ai.operationId": operation }).kind).toBe(kind);
    expect(modelSpan({ "operation.name": `${operation} support.answer`, "ai.x": 1 }).kind).toBe(kind);
  });
});

describe("AI SDK: calls", () => {
  it.each<Case>([
    [
      "provider and API",
      { ...generate, "ai.model.provider": "openai.responses", "ai.telemetry.functionId": "support.answer" },
      { provider: "openai", functionName: "support.answer", traceName: "support.answer", streaming: false },
    ],
    ["Vertex", { ...generate, "ai.model.provider": "google.vertex.chat" }, { provider: "gcp.vertex_ai" }],
    ["Google", { ...generate, "ai.model.provider": "google.generative-ai" }, { provider: "gcp.gemini" }],
    ["Bedrock", { ...generate, "ai.model.provider": "amazon-bedrock" }, { provider: "aws.bedrock" }],
    [
      "response, settings in the words of 4 and of 5",
      {
        ...stream,
        "ai.response.model": "gpt-4o-2024-08-06",
        "ai.response.id": "aitxt-1",
        "ai.response.finishReason": "tool-calls",
        "ai.settings.temperature": 0.2,
        "ai.settings.maxTokens": 100,
        "ai.settings.topP": 1,
        "ai.settings.maxRetries": 2,
      },
      {
        responseModel: "gpt-4o-2024-08-06",
        responseId: "aitxt-1",
        finishReason: "tool_calls",
        parameters: { temperature: 0.2, max_tokens: 100, top_p: 1 },
        streaming: true,
      },
    ],
    [
      "the service tier lies in the provider's metadata",
      { ...generate, "ai.response.providerMetadata": '{"openai":{"serviceTier":"flex"}}' },
      { parameters: { service_tier: "flex" } },
    ],
    [
      "messages of the call",
      {
        ...stream,
        "ai.prompt.messages":
          '[{"role":"system","content":"be short"},{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image","image":"AAAA","mediaType":"image/png"}]}]',
        "ai.prompt.tools": [
          '{"type":"function","name":"f","inputSchema":{"type":"object"}}',
          '{"type":"function","name":"g","parameters":{"type":"object"}}',
        ],
        "ai.response.text": "hello",
        "ai.response.reasoning": "hm",
      },
      {
        system: "be short",
        input: [
          { role: "system", content: "be short" },
          {
            role: "user",
            content: [
              { type: "text", text: "hi" },
              { type: "media", modality: "image", mime_type: "image/png", bytes: 3 },
            ],
          },
        ],
        output: [
          {
            content: [
              { type: "reasoning", text: "hm" },
              { type: "text", text: "hello" },
            ],
          },
        ],
        toolDefinitions: [{ name: "f" }, { name: "g" }],
      },
    ],
    [
      "prompt of a root: system and text",
      { "ai.operationId": "ai.streamText", "ai.prompt": '{"system":"be short","prompt":"hi"}' },
      { system: "be short", input: [{ role: "system" }, { role: "user", content: "hi" }] },
    ],
    [
      "prompt of a root: messages",
      {
        "ai.operationId": "ai.generateText",
        "ai.prompt": '{"system":"be short","messages":[{"role":"user","content":"hi"}]}',
      },
      { system: "be short", input: [{ role: "system" }, { role: "user", content: "hi" }] },
    ],
    [
      "calls of 5 and later",
      {
        ...stream,
        "ai.response.toolCalls": '[{"toolCallId":"t1","toolName":"f","input":{"a":1}}]',
      },
      {
        output: [{ tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }] }],
        finishReason: "tool_calls",
      },
    ],
    [
      "calls of 4, whose arguments are JSON in JSON",
      {
        ...generate,
        "ai.response.toolCalls":
          '[{"toolCallType":"function","toolCallId":"t1","toolName":"f","args":"{\\"a\\":1}"}]',
      },
      { output: [{ tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }] }] },
    ],
    [
      "an object",
      { "ai.operationId": "ai.generateObject.doGenerate", "ai.response.object": '{"a":1}' },
      { output: [{ content: '{"a":1}' }] },
    ],
    [
      "the words of version 3",
      {
        "ai.operationId": "ai.streamText.doStream",
        "ai.result.text": "hello",
        "ai.finishReason": "stop",
        "ai.stream.msToFirstChunk": 250,
        "ai.usage.promptTokens": 5,
        "ai.usage.completionTokens": 2,
      },
      {
        output: [{ content: "hello" }],
        finishReason: "stop",
        ttftNs: 250_000_000n,
        tokens: { inputUncached: 5, outputText: 2 },
      },
    ],
    [
      "a tool's run",
      {
        "ai.operationId": "ai.toolCall",
        "ai.toolCall.name": "f",
        "ai.toolCall.id": "t1",
        "ai.toolCall.args": '{"a":1}',
        "ai.toolCall.result": '"done"',
      },
      { kind: "tool", toolName: "f", toolCallId: "t1", inputValue: { a: 1 }, outputValue: "done" },
    ],
    [
      "embeddings: texts are JSON one by one, vectors are counted",
      {
        "ai.operationId": "ai.embedMany.doEmbed",
        "ai.values": ['"pads"', '"filters"'],
        "ai.embeddings": ["[0.1,0.2]", "[0.3,0.4]"],
        "ai.usage.tokens": 4,
      },
      {
        inputValue: ["pads", "filters"],
        tokens: { inputUncached: 4 },
        attributes: { "embedding.vectors": { count: 2, dimensions: 2 } },
      },
    ],
    [
      "a ranking names its documents by position",
      {
        "ai.operationId": "ai.rerank",
        "ai.model.id": "rerank-3",
        "ai.documents": ['"a"', '{"id":"x","text":"b"}'],
        "ai.ranking": ['{"originalIndex":1,"score":0.9}', '{"originalIndex":0,"score":0.1}'],
      },
      {
        kind: "rerank",
        requestModel: "rerank-3",
        documents: [
          { id: "x", content: "b", score: 0.9 },
          { id: "0", content: "a", score: 0.1 },
        ],
      },
    ],
    [
      "what the program said of the run",
      {
        ...stream,
        "ai.telemetry.metadata.sessionId": "s",
        "ai.telemetry.metadata.userId": "u",
        "ai.telemetry.metadata.tags": ["a"],
        "ai.telemetry.metadata.tier": "gold",
        "ai.telemetry.metadata.langfusePrompt": '{"name":"faq","version":3}',
      },
      {
        sessionId: "s",
        userId: "u",
        tags: ["a"],
        metadata: { tier: "gold" },
        promptName: "faq",
        promptLabel: "3",
      },
    ],
    [
      "the runtime context of 7",
      { ...stream, "ai.settings.context.sessionId": "s", "ai.settings.context.plan.tier": "gold" },
      { sessionId: "s", metadata: { "plan.tier": "gold" } },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));

  it("the first chunk may be told on an event only", () => {
    const events = [event("ai.stream.firstChunk", { "ai.response.msToFirstChunk": 250 })];
    expect(modelSpan(stream, { span: { events } }).ttftNs).toBe(250_000_000n);
  });
});

describe("AI SDK: usage", () => {
  const usage = (said: { [key: string]: Json }) => {
    const { tokens, usageRule } = modelSpan({ ...stream, ...said });
    return { ...tokens, usageRule };
  };
  it("4 and 5 hand Anthropic's and Bedrock's counts on as they are: exclusive", () => {
    for (const provider of ["anthropic.messages", "amazon-bedrock", "google.vertex.anthropic.messages"])
      expect(
        usage({
          "ai.model.provider": provider,
          "ai.usage.inputTokens": 2450,
          "ai.usage.cachedInputTokens": 2000,
          "ai.response.providerMetadata": '{"anthropic":{"usage":{"cache_creation_input_tokens":300}}}',
        }),
      ).toMatchObject({
        inputUncached: 2450,
        cacheRead: 2000,
        cacheWrite: 300,
        usageRule: "ai-sdk-5-native",
      });
  });
  it("the counts of the conventions beside them do not change that", () => {
    expect(
      usage({
        "ai.model.provider": "anthropic.messages",
        "gen_ai.system": "anthropic.messages",
        "gen_ai.usage.input_tokens": 150,
        "gen_ai.usage.output_tokens": 20,
        "ai.usage.promptTokens": 150,
        "ai.response.providerMetadata":
          '{"anthropic":{"cacheCreationInputTokens":300,"cacheReadInputTokens":2000}}',
      }),
    ).toMatchObject({ inputUncached: 150, cacheRead: 2000, cacheWrite: 300 });
  });
  it("4 and 5 with OpenAI include the cache", () => {
    expect(
      usage({
        "ai.model.provider": "openai.chat",
        "ai.usage.promptTokens": 1310,
        "ai.usage.completionTokens": 12,
        "ai.response.providerMetadata": '{"openai":{"cachedPromptTokens":1024,"reasoningTokens":4}}',
      }),
    ).toMatchObject({ inputUncached: 286, cacheRead: 1024, outputText: 8, reasoning: 4 });
  });
  it("Bedrock's cache lies in its metadata", () => {
    expect(
      usage({
        "ai.model.provider": "amazon-bedrock",
        "ai.usage.inputTokens": 150,
        "ai.response.providerMetadata":
          '{"bedrock":{"usage":{"cacheReadInputTokens":2000,"cacheWriteInputTokens":300}}}',
      }),
    ).toMatchObject({ inputUncached: 150, cacheRead: 2000, cacheWrite: 300 });
  });
  it("6 and 7 include the cache whoever the provider is, and say what is not cached", () => {
    expect(
      usage({
        "ai.model.provider": "anthropic.messages",
        "ai.usage.inputTokens": 2450,
        "ai.usage.inputTokenDetails.noCacheTokens": 150,
        "ai.usage.inputTokenDetails.cacheReadTokens": 2000,
        "ai.usage.inputTokenDetails.cacheWriteTokens": 300,
        "ai.usage.outputTokens": 30,
        "ai.usage.outputTokenDetails.reasoningTokens": 10,
        "ai.usage.totalTokens": 2480,
      }),
    ).toMatchObject({
      inputUncached: 150,
      cacheRead: 2000,
      cacheWrite: 300,
      outputText: 20,
      reasoning: 10,
      usageRule: "uncached_reported",
    });
  });
  it("counts that are none (an aborted stream) are unknown", () => {
    expect(modelSpan({ ...stream, "ai.usage.promptTokens": "NaN" }).tokens).toBeNull();
  });
});

describe("AI SDK 7", () => {
  const chat = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o" };
  it("measures in seconds, under a name of its own", () => {
    expect(
      modelSpan({ ...chat, "gen_ai.client.operation.time_to_first_chunk": 0.25 }, { scope: "gen_ai" }),
    ).toMatchObject({ ttftNs: 250_000_000n, streaming: true });
  });
  it("a finished call without it did not stream", () => {
    expect(
      modelSpan({ ...chat, "gen_ai.response.finish_reasons": ["stop"] }, { scope: "gen_ai" }).streaming,
    ).toBe(false);
  });
  it("wraps calls in agents and steps", () => {
    expect(
      modelSpan(
        { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "support" },
        { scope: "gen_ai" },
      ),
    ).toMatchObject({ kind: "agent", functionName: "support" });
    expect(modelSpan({ "gen_ai.operation.name": "agent_step" }, { scope: "gen_ai" }).kind).toBe("workflow");
  });
});
