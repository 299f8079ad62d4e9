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
    [
      "an agent's model call",
      {
        "haystack.agent.step.llm.input": '{"messages":[{"role":"user","content":[{"text":"hi"}],"meta":{}}]}',
        "haystack.agent.step.llm.output":
          '{"replies":[{"role":"assistant","content":[{"text":"yes"}],"meta":{"model":"gpt-4o","usage":{"prompt_tokens":5,"completion_tokens":2}}}]}',
      },
      {
        kind: "llm",
        input: [{ content: "hi" }],
        output: [{ content: "yes" }],
        tokens: { inputUncached: 5, outputText: 2 },
      },
      { span: { name: "haystack.agent.step.llm" } },
    ],
    [
      "an agent's tool",
      {
        "haystack.tool.name": "f",
        "haystack.agent.step.tool.input": '{"a":1}',
        "haystack.agent.step.tool.output": '{"b":2}',
      },
      { kind: "tool", toolName: "f", inputValue: { a: 1 }, outputValue: { b: 2 } },
      { span: { name: "haystack.agent.step.tool" } },
    ],
    [
      "an agent",
      { "haystack.agent.input": '{"q":1}', "haystack.agent.output": '{"a":2}' },
      { kind: "agent", inputValue: { q: 1 }, outputValue: { a: 2 } },
      { span: { name: "haystack.agent.run" } },
    ],
    [
      "an embedder",
      {
        "haystack.component.type": "OpenAITextEmbedder",
        "haystack.component.output":
          '{"embedding":[0.5],"meta":{"model":"text-embedding-3-small","usage":{"prompt_tokens":8,"total_tokens":8}}}',
      },
      { kind: "embedding", requestModel: "text-embedding-3-small", tokens: { inputUncached: 8 } },
    ],
    [
      "the first chunk of a stream, in the local time of another zone",
      {
        "haystack.component.type": "OpenAIChatGenerator",
        "haystack.component.output":
          '{"replies":[{"role":"assistant","content":[{"text":"yes"}],"meta":{"completion_start_time":"1970-01-01T06:00:00.450000"}}]}',
      },
      { streaming: true, ttftNs: 450_000_000n },
    ],
    ["a pipeline", { "haystack.pipeline.input_data": '{"q":1}' }, { kind: "workflow", inputValue: { q: 1 } }],
  ])("%s", (_, attributes, expected, more) => expect(modelSpan(attributes, more)).toMatchObject(expected));
});

describe("LlamaIndex", () => {
  const scope = "llamaindex.opentelemetry.tracer";
  const start = event("LLMChatStartEvent", {
    "model_dict.class_name": "Anthropic_LLM",
    "model_dict.model_name": "claude-sonnet-4-5",
    messages:
      '[{"role":"user","additional_kwargs":{},"blocks":[{"block_type":"text","text":"hi"}]},{"role":"tool","additional_kwargs":{"tool_call_id":"t0"},"blocks":[{"block_type":"text","text":"7"}]}]',
  });
  const end = event("LLMChatEndEvent", {
    "response.message.role": "assistant",
    "response.message.blocks":
      '[{"block_type":"tool_call","tool_call_id":"t1","tool_name":"f","tool_kwargs":{"a":1}}]',
    "response.raw.id": "msg_1",
    "response.raw.model": "claude-sonnet-4-5-20250929",
    "response.raw.stop_reason": "tool_use",
    "response.raw.usage.input_tokens": 120,
    "response.raw.usage.cache_read_input_tokens": 2048,
    "response.raw.usage.cache_creation_input_tokens": 512,
    "response.raw.usage.output_tokens": 36,
    "response.raw.usage.output_tokens_details": "null",
  });

  it("a call is what its start's and end's events say", () => {
    const call = modelSpan({}, { scope, span: { name: "Anthropic.chat", events: [start, end] } });
    expect(call).toMatchObject({
      kind: "llm",
      provider: "anthropic",
      requestModel: "claude-sonnet-4-5",
      responseModel: "claude-sonnet-4-5-20250929",
      responseId: "msg_1",
      finishReason: "tool_calls",
      streaming: false,
      tokens: { inputUncached: 120, cacheRead: 2048, cacheWrite: 512, outputText: 36 },
      input: [
        { role: "user", content: "hi" },
        { role: "tool", content: "7", tool_call_id: "t0" },
      ],
      output: [{ role: "assistant", tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }] }],
    });
    expect(call.events).toHaveLength(2);
  });

  it("of a stream's answer nothing is told", () =>
    expect(modelSpan({}, { scope, span: { name: "OpenAI.astream_chat", events: [start] } })).toMatchObject({
      kind: "llm",
      streaming: true,
      tokens: null,
      output: null,
    }));

  it.each<Case>([
    [
      "a tool is named by the step that runs it",
      { "llamaindex.step.input_summary": "ToolCall(tool_name='f', tool_kwargs={'a': 1}, tool_id='t1')" },
      { kind: "tool", toolName: "f", toolCallId: "t1", inputValue: { a: 1 } },
      { scope, span: { name: "FunctionTool.acall" } },
    ],
    ["an agent", {}, { kind: "agent" }, { scope, span: { name: "FunctionAgent.run" } }],
    [
      "any other method",
      {},
      { kind: "workflow" },
      { scope, span: { name: "BaseWorkflowAgent.run_agent_step" } },
    ],
    [
      "an embedding",
      {},
      { kind: "embedding", requestModel: "text-embedding-3-small" },
      {
        scope,
        span: {
          name: "OpenAIEmbedding._get_text_embedding",
          events: [event("EmbeddingStartEvent", { "model_dict.model_name": "text-embedding-3-small" })],
        },
      },
    ],
    [
      "a retrieval",
      {},
      { kind: "retrieval", inputValue: "pads", documents: [{ id: "a", content: "x", score: 0.5 }] },
      {
        scope,
        span: {
          name: "VectorIndexRetriever._retrieve",
          events: [
            event("RetrievalStartEvent", { str_or_query_bundle: "pads" }),
            event("RetrievalEndEvent", { nodes: '[{"node":{"id_":"a","text":"x"},"score":0.5}]' }),
          ],
        },
      },
    ],
  ])("%s", (_, attributes, expected, more) => expect(modelSpan(attributes, more)).toMatchObject(expected));
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

describe("google-adk: what came of a stream is listed piece by piece, and then as a whole", () => {
  const said = (content: string, finish_reason: string) => ({
    role: "assistant",
    parts: [{ type: "text", content }],
    finish_reason,
  });
  it.each([
    ["the whole stands for the pieces", [said("Hel", ""), said("lo", ""), said("Hello", "stop")], ["Hello"]],
    ["so it does for one", [said("Hello", ""), said("Hello", "stop")], ["Hello"]],
    ["two choices are no pieces", [said("Hello", "stop"), said("Hello", "stop")], ["Hello", "Hello"]],
    ["nor is what adds up to another text", [said("Hel", ""), said("Hello", "stop")], ["Hel", "Hello"]],
  ])("%s", (_, messages, texts) =>
    expect(
      modelSpan({
        "gen_ai.operation.name": "generate_content",
        "gen_ai.output.messages": JSON.stringify(messages),
      }).output?.map(({ content }) => content),
    ).toEqual(texts),
  );
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
