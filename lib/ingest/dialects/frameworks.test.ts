import { describe, expect, it } from "vitest";

import { event, modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

describe("Google's Agent Development Kit", () => {
  it.each<Case>([
    [
      "a call",
      {
        "gen_ai.system": "gcp.vertex.agent",
        "gen_ai.request.model": "gemini-2.5-flash",
        "gcp.vertex.agent.session_id": "s",
        "gcp.vertex.agent.event_id": "e",
        "gcp.vertex.agent.llm_request":
          '{"model":"gemini-2.5-flash","config":{"system_instruction":"be short","temperature":0.2,"tools":[{"function_declarations":[{"name":"f","description":"d"}]}]},"contents":[{"parts":[{"text":"hi"}],"role":"user"}]}',
        "gcp.vertex.agent.llm_response":
          '{"content":{"parts":[{"text":"hm","thought":true},{"function_call":{"id":"t1","name":"f","args":{"a":1}}}],"role":"model"},"finish_reason":"STOP","usage_metadata":{"prompt_token_count":100,"cached_content_token_count":40,"candidates_token_count":20,"thoughts_token_count":30}}',
      },
      {
        kind: "llm",
        provider: "gcp.gemini",
        requestModel: "gemini-2.5-flash",
        sessionId: "s",
        system: "be short",
        input: [{ role: "user", content: "hi" }],
        output: [
          {
            role: "assistant",
            content: [{ type: "reasoning", text: "hm" }],
            tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }],
          },
        ],
        toolDefinitions: [{ name: "f", description: "d" }],
        parameters: { temperature: 0.2 },
        tokens: { inputUncached: 60, cacheRead: 40, outputText: 20, reasoning: 30 },
        attributes: { "gcp.vertex.agent.event_id": "e" },
      },
    ],
    [
      "a tool",
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "f",
        "gcp.vertex.agent.tool_call_args": '{"a":1}',
        "gcp.vertex.agent.tool_response": '{"b":2}',
        "gcp.vertex.agent.llm_request": "{}",
      },
      { kind: "tool", toolName: "f", inputValue: { a: 1 }, outputValue: { b: 2 } },
    ],
  ])("%s", (_, attributes, expected) => {
    const { provider, ...rest } = expected as { provider?: string };
    const span = modelSpan(attributes);
    expect(span).toMatchObject(rest);
    if (provider !== undefined) expect(span.provider).toBe(provider);
  });
});

describe("Genkit", () => {
  it.each<Case>([
    [
      "a model",
      {
        "genkit:type": "action",
        "genkit:metadata:subtype": "model",
        "genkit:name": "googleai/gemini-2.5-flash",
        "genkit:input":
          '{"messages":[{"role":"system","content":[{"text":"be short"}]},{"role":"user","content":[{"text":"hi"},{"media":{"url":"data:image/png;base64,AAAA","contentType":"image/png"}}]}],"config":{"temperature":0.2},"tools":[{"name":"f","inputSchema":{"type":"object"}}]}',
        "genkit:output":
          '{"message":{"role":"model","content":[{"toolRequest":{"name":"f","ref":"t1","input":{"a":1}}}]},"finishReason":"stop","usage":{"inputTokens":100,"outputTokens":20,"thoughtsTokens":30,"totalTokens":150}}',
      },
      {
        kind: "llm",
        provider: "gcp.gemini",
        requestModel: "gemini-2.5-flash",
        system: "be short",
        input: [
          { role: "system" },
          {
            content: [
              { type: "text", text: "hi" },
              { type: "media", modality: "image", mime_type: "image/png", bytes: 3 },
            ],
          },
        ],
        output: [{ role: "assistant", tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }] }],
        parameters: { temperature: 0.2 },
        toolDefinitions: [{ name: "f" }],
        tokens: { inputUncached: 100, outputText: 20, reasoning: 30 },
      },
    ],
    [
      "a flow",
      { "genkit:type": "flow", "genkit:name": "menu", "genkit:input": '"soup"', "genkit:state": "error" },
      { kind: "workflow", functionName: "menu", inputValue: "soup", isError: true },
    ],
    [
      "a tool",
      {
        "genkit:metadata:subtype": "tool",
        "genkit:name": "f",
        "genkit:input": '{"a":1}',
        "genkit:output": '"x"',
      },
      { kind: "tool", toolName: "f", inputValue: { a: 1 }, outputValue: "x" },
    ],
    [
      "a retriever",
      {
        "genkit:metadata:subtype": "retriever",
        "genkit:output": '{"documents":[{"content":[{"text":"x"}],"metadata":{"id":"a"}}]}',
      },
      { kind: "retrieval", documents: [{ id: "a", content: "x" }] },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));
});

describe("Haystack", () => {
  it.each<Case>([
    [
      "a generator",
      {
        "haystack.component.name": "llm",
        "haystack.component.type": "OpenAIChatGenerator",
        "haystack.component.input":
          '{"messages":[{"role":"user","content":[{"text":"hi"}],"meta":{}}],"generation_kwargs":{}}',
        "haystack.component.output":
          '{"replies":[{"role":"assistant","content":[{"tool_call":{"tool_name":"f","arguments":{"a":1},"id":"t1"}}],"meta":{"model":"gpt-4o","finish_reason":"tool_calls","usage":{"prompt_tokens":5,"completion_tokens":2}}}]}',
      },
      {
        kind: "llm",
        name: "llm",
        requestModel: "gpt-4o",
        input: [{ content: "hi" }],
        output: [{ tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }] }],
        tokens: { inputUncached: 5, outputText: 2 },
        finishReason: "tool_calls",
      },
    ],
    [
      "a generator of texts",
      {
        "haystack.component.type": "OpenAIGenerator",
        "haystack.component.input": '{"prompt":"hi"}',
        "haystack.component.output":
          '{"replies":["hello"],"meta":[{"model":"gpt-4o","usage":{"prompt_tokens":5}}]}',
      },
      { input: [{ content: "hi" }], output: [{ content: "hello" }], tokens: { inputUncached: 5 } },
    ],
    [
      "a retriever",
      {
        "haystack.component.type": "InMemoryBM25Retriever",
        "haystack.component.input": '{"query":"pads"}',
        "haystack.component.output": '{"documents":[{"id":"a","content":"x","score":0.5}]}',
      },
      { kind: "retrieval", inputValue: "pads", documents: [{ id: "a", content: "x", score: 0.5 }] },
    ],
    ["a pipeline", { "haystack.pipeline.input_data": '{"q":1}' }, { kind: "workflow", inputValue: { q: 1 } }],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));
});

describe("Spring AI", () => {
  it.each<Case>([
    [
      "its client stands around the call",
      { "spring.ai.kind": "chat_client", "gen_ai.operation.name": "framework", "gen_ai.system": "spring_ai" },
      { kind: "workflow", provider: null },
    ],
    [
      "a tool",
      {
        "spring.ai.kind": "tool_call",
        "spring.ai.tool.definition.name": "f",
        "spring.ai.tool.call.arguments": '{"a":1}',
        "spring.ai.tool.call.result": '"x"',
      },
      { kind: "tool", toolName: "f", inputValue: { a: 1 }, outputValue: "x" },
    ],
    [
      "a vector store",
      { "db.system": "pg_vector", "db.operation.name": "query", "db.vector.query.content": "pads" },
      { kind: "retrieval", inputValue: "pads" },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));
});

describe("others that speak GenAI with an accent", () => {
  it("Azure AI Inference: every event is one JSON attribute", () => {
    const events = [
      event("gen_ai.user.message", { "gen_ai.event.content": '{"role":"user","content":"hi"}' }),
      event("gen_ai.choice", {
        "gen_ai.event.content": '{"message":{"content":"hello"},"finish_reason":"stop","index":0}',
      }),
    ];
    expect(
      modelSpan(
        { "gen_ai.operation.name": "chat", "gen_ai.system": "az.ai.inference", "gen_ai.thread.id": "t" },
        { span: { events } },
      ),
    ).toMatchObject({
      provider: "azure.ai.inference",
      sessionId: "t",
      input: [{ content: "hi" }],
      output: [{ role: "assistant", content: "hello" }],
      finishReason: "stop",
    });
  });
  it.each<Case>([
    [
      "Semantic Kernel",
      {
        "gen_ai.operation.name": "chat.completions",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.prompt_tokens": 5,
        "gen_ai.response.completion_tokens": 2,
      },
      { kind: "llm", tokens: { inputUncached: 5, outputText: 2 } },
    ],
    [
      "Strands: a framework's name in the provider's place",
      {
        "gen_ai.operation.name": "chat",
        "gen_ai.system": "strands-agents",
        "gen_ai.request.model": "us.anthropic.claude-sonnet-4",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 25,
        "gen_ai.usage.cache_read_input_tokens": 3000,
        "gen_ai.usage.cache_write_input_tokens": 400,
        "gen_ai.server.time_to_first_token": 300,
      },
      {
        provider: null,
        tokens: { inputUncached: 100, cacheRead: 3000, cacheWrite: 400 },
        ttftNs: 300_000_000n,
      },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));
});

describe("google-adk: the wrapper of a call knows of it what its response says", () => {
  const wrapper = (usage: object) =>
    modelSpan({
      "gen_ai.operation.name": "call_llm",
      "gen_ai.system": "gcp.vertex.agent",
      "gen_ai.request.model": "gemini-2.5-flash",
      "gen_ai.usage.input_tokens": 10_000,
      "gen_ai.usage.output_tokens": 50,
      "gcp.vertex.agent.llm_request": "{}",
      "gcp.vertex.agent.llm_response": JSON.stringify({ usage_metadata: usage }),
    }).tokens;
  it("Gemini's thoughts stand beside the answer", () =>
    expect(
      wrapper({
        prompt_token_count: 10_000,
        candidates_token_count: 50,
        thoughts_token_count: 20,
        cached_content_token_count: 8000,
        total_token_count: 10_070,
      }),
    ).toMatchObject({ inputUncached: 2000, cacheRead: 8000, outputText: 50, reasoning: 20 }));
  it("another provider's are a part of it", () =>
    expect(
      wrapper({
        prompt_token_count: 10_000,
        candidates_token_count: 50,
        thoughts_token_count: 20,
        cached_content_token_count: 8000,
        total_token_count: 10_050,
      }),
    ).toMatchObject({ inputUncached: 2000, cacheRead: 8000, outputText: 30, reasoning: 20 }));
});
