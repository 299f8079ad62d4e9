import { describe, expect, it } from "vitest";

import { event, modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

const chat = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o" };
const hi = [{ role: "user", content: "hi" }];
const hello = [{ role: "assistant", content: "hello" }];

describe("GenAI: kinds", () => {
  it.each([
    ["chat", "llm"],
    ["text_completion", "llm"],
    ["generate_content", "llm"],
    ["completion", "llm"],
    ["generate", "llm"],
    ["response", "llm"],
    ["messages", "llm"],
    ["beta.chat", "llm"],
    ["chat.completions", "llm"],
    ["embeddings", "embedding"],
    ["retrieval", "retrieval"],
    ["rerank", "rerank"],
    ["execute_tool", "tool"],
    ["invoke_agent", "agent"],
    ["create_agent", "agent"],
    ["invoke_workflow", "workflow"],
    ["plan", "workflow"],
    ["agent_step", "workflow"],
    ["decide", "workflow"],
    ["apply_guardrail", "guardrail"],
    ["of_the_future", "other"],
  ])("%s is %s", (operation, kind) =>
    expect(modelSpan({ "gen_ai.operation.name": operation }).kind).toBe(kind),
  );
  it("a tool's name without an operation is a tool; beside a chat it is what was asked for", () => {
    expect(modelSpan({ "gen_ai.tool.name": "search" }).kind).toBe("tool");
    expect(modelSpan({ ...chat, "gen_ai.tool.name": "a, b" })).toMatchObject({ kind: "llm", toolName: null });
  });
  it("a kind said apart is believed", () => {
    expect(modelSpan({ "gen_ai.span.kind": "RETRIEVER" }).kind).toBe("retrieval");
  });
});

describe("GenAI: names, models, parameters", () => {
  it.each<Case>([
    [
      "newest provider name",
      { ...chat, "gen_ai.provider.name": "gcp.vertex_ai" },
      { provider: "gcp.vertex_ai" },
    ],
    ["old provider name", { ...chat, "gen_ai.system": "az.ai.openai" }, { provider: "azure.ai.openai" }],
    ["xai", { ...chat, "gen_ai.system": "xai" }, { provider: "x_ai" }],
    ["a framework is no provider", { ...chat, "gen_ai.system": "langchain" }, { provider: null }],
    [
      "models, id, conversation, user",
      {
        ...chat,
        "gen_ai.response.model": "gpt-4o-2024-08-06",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.conversation.id": "c-1",
        "gen_ai.request.user": "u-1",
      },
      {
        requestModel: "gpt-4o",
        responseModel: "gpt-4o-2024-08-06",
        responseId: "chatcmpl-1",
        sessionId: "c-1",
        userId: "u-1",
      },
    ],
    [
      "agent and workflow",
      { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "support" },
      { kind: "agent", functionName: "support" },
    ],
    [
      "every request parameter",
      {
        ...chat,
        "gen_ai.request.temperature": 1,
        "gen_ai.request.top_p": 0.9,
        "gen_ai.request.top_k": 40,
        "gen_ai.request.max_tokens": "256",
        "gen_ai.request.frequency_penalty": 0.1,
        "gen_ai.request.presence_penalty": 0.2,
        "gen_ai.request.stop_sequences": ["END"],
        "gen_ai.request.seed": 7,
        "gen_ai.request.choice.count": 2,
        "gen_ai.request.reasoning.level": "high",
        "openai.request.service_tier": "flex",
      },
      {
        parameters: {
          temperature: 1,
          top_p: 0.9,
          top_k: 40,
          max_tokens: 256,
          frequency_penalty: 0.1,
          presence_penalty: 0.2,
          stop_sequences: ["END"],
          seed: 7,
          choice_count: 2,
          reasoning_level: "high",
          service_tier: "flex",
        },
        attributes: {},
      },
    ],
    [
      "a prompt of a registry",
      { ...chat, "gen_ai.prompt.name": "faq", "gen_ai.prompt.version": "3" },
      { promptName: "faq", promptLabel: "3", input: null },
    ],
    [
      "a prompt's variables stay to be seen",
      { ...chat, "gen_ai.prompt.variable.city": "Riga" },
      { input: null, attributes: { "gen_ai.prompt.variable.city": "Riga" } },
    ],
    [
      "deployment in the resource",
      chat,
      { environment: "staging", release: "1.2", service: "shop" },
      { resource: { "deployment.environment": "Staging", "service.version": "1.2", "service.name": "shop" } },
    ],
    ["an unset service", chat, { service: null }, { resource: { "service.name": "unknown_service:node" } }],
  ])("%s", (_, attributes, expected, more) => expect(modelSpan(attributes, more)).toMatchObject(expected));

  it.each([
    [["stop"], "stop"],
    ["stop", "stop"],
    ['["end_turn"]', "stop"],
    [["tool_use"], "tool_calls"],
    [["tool-calls"], "tool_calls"],
    [["function_call"], "tool_calls"],
    [["MAX_TOKENS"], "length"],
    [["incomplete"], "length"],
    [["SAFETY"], "content_filter"],
    [["refusal"], "content_filter"],
    [["content-filter"], "content_filter"],
    [["error"], "error"],
    [["of_the_future"], "other"],
    [[""], null],
  ])("finish reasons %j are %s", (said, canonical) =>
    expect(modelSpan({ ...chat, "gen_ai.response.finish_reasons": said }).finishReason).toBe(canonical),
  );

  it("a request that says nothing of a stream leaves it open", () => {
    expect(modelSpan(chat).streaming).toBeNull();
    expect(modelSpan({ ...chat, "gen_ai.request.stream": true }).streaming).toBe(true);
    expect(modelSpan({ ...chat, "gen_ai.request.is_stream": "false" }).streaming).toBe(false);
  });
});

describe("GenAI: contents", () => {
  it.each<Case>([
    [
      "messages and instructions as JSON",
      {
        ...chat,
        "gen_ai.system_instructions": '[{"type":"text","content":"be short"}]',
        "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
        "gen_ai.output.messages":
          '[{"role":"assistant","parts":[{"type":"text","content":"hello"}],"finish_reason":"stop"}]',
      },
      { system: "be short", input: hi, output: hello, finishReason: "stop", attributes: {} },
    ],
    [
      "instructions as a plain text",
      { ...chat, "gen_ai.system_instructions": "be short" },
      { system: "be short" },
    ],
    [
      "instructions repeated in the messages are one system prompt",
      {
        ...chat,
        "gen_ai.system_instructions": '[{"type":"text","content":"be short"}]',
        "gen_ai.input.messages":
          '[{"role":"system","parts":[{"type":"text","content":"be short"}]},{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
      },
      { system: "be short" },
    ],
    [
      "one attribute for the prompt and one for the answer",
      { ...chat, "gen_ai.prompt": '[{"role":"user","content":"hi"}]', "gen_ai.completion": "hello" },
      { input: hi, output: hello },
    ],
    [
      "lists of texts",
      { ...chat, "gen_ai.prompt": ["hi"], "gen_ai.completion": ["hello"] },
      { input: hi, output: hello },
    ],
    [
      "tool definitions, plain and wrapped",
      {
        ...chat,
        "gen_ai.tool.definitions":
          '[{"type":"function","name":"a","description":"d","parameters":{"type":"object"}},{"type":"function","function":{"name":"b"}},{"name":"c","inputSchema":{"type":"object"}}]',
      },
      {
        toolDefinitions: [
          { name: "a", description: "d", parameters: { type: "object" } },
          { name: "b" },
          { name: "c", parameters: { type: "object" } },
        ],
      },
    ],
    [
      "a tool run",
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "get_order",
        "gen_ai.tool.call.id": "call_1",
        "gen_ai.tool.call.arguments": '{"id":"NB-2"}',
        "gen_ai.tool.call.result": '{"status":"shipped"}',
      },
      {
        kind: "tool",
        toolName: "get_order",
        toolCallId: "call_1",
        inputValue: { id: "NB-2" },
        outputValue: { status: "shipped" },
      },
    ],
    [
      "a retrieval",
      {
        "gen_ai.operation.name": "retrieval",
        "gen_ai.retrieval.query.text": "pads",
        "gen_ai.retrieval.documents": '[{"id":"d1","score":0.8,"content":"text","metadata":{"page":2}}]',
        "gen_ai.data_source.id": "kb",
      },
      {
        kind: "retrieval",
        inputValue: "pads",
        documents: [{ id: "d1", score: 0.8, content: "text", metadata: { page: 2 } }],
        attributes: { "gen_ai.data_source.id": "kb" },
      },
    ],
    [
      "JSON that was cut is shown as the text it is, and marked",
      { ...chat, "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"te' },
      { input: [{ role: "user", content: '[{"role":"user","parts":[{"type":"te' }], flags: 16 },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));

  it.each<[string, Parameters<typeof event>, object]>([
    [
      "gen_ai.content.prompt",
      ["gen_ai.content.prompt", { "gen_ai.prompt": '[{"role":"user","content":"hi"}]' }],
      { input: hi },
    ],
    [
      "gen_ai.content.completion",
      ["gen_ai.content.completion", { "gen_ai.completion": "hello" }],
      { output: hello },
    ],
    ["a message in attributes", ["gen_ai.user.message", { content: "hi" }], { input: hi }],
    [
      "a message in one JSON attribute",
      ["gen_ai.user.message", { "gen_ai.event.content": '{"content":"hi"}' }],
      { input: hi },
    ],
    ["a message as Bedrock's blocks", ["gen_ai.user.message", { content: '[{"text":"hi"}]' }], { input: hi }],
    [
      "a choice",
      ["gen_ai.choice", { index: 0, finish_reason: "stop", message: '{"content":"hello"}' }],
      { output: hello, finishReason: "stop" },
    ],
    [
      "a choice as Bedrock's blocks",
      [
        "gen_ai.choice",
        { finish_reason: "tool_use", message: '[{"toolUse":{"toolUseId":"t","name":"f","input":{"a":1}}}]' },
      ],
      {
        output: [
          { role: "assistant", content: null, tool_calls: [{ id: "t", name: "f", arguments: { a: 1 } }] },
        ],
        finishReason: "tool_calls",
      },
    ],
    [
      "everything at once",
      [
        "gen_ai.client.inference.operation.details",
        {
          "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
          "gen_ai.tool.definitions": '[{"name":"f"}]',
        },
      ],
      { input: hi, toolDefinitions: [{ name: "f" }] },
    ],
  ])("span event: %s", (_, said, expected) =>
    expect(modelSpan(chat, { span: { events: [event(...said)] } })).toMatchObject({
      ...expected,
      events: [],
    }),
  );

  it("span events of a tool's run are its arguments and its result", () => {
    const events = [
      event("gen_ai.tool.message", { role: "tool", content: '{"city":"Riga"}', id: "t" }),
      event("gen_ai.choice", { message: '[{"text":"22 degrees"}]', id: "t" }),
    ];
    expect(
      modelSpan(
        { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather" },
        { span: { events } },
      ),
    ).toMatchObject({ kind: "tool", inputValue: { city: "Riga" }, outputValue: "22 degrees" });
  });

  it("an evaluation told as a span event is a score of that span", () => {
    const events = [
      event("gen_ai.evaluation.result", {
        "gen_ai.evaluation.name": "Relevance",
        "gen_ai.evaluation.score.value": 0.5,
        "gen_ai.evaluation.score.label": "fair",
        "gen_ai.evaluation.explanation": "half",
      }),
    ];
    expect(modelSpan(chat, { span: { events } }).scores).toMatchObject([
      { name: "Relevance", value: 0.5, comment: "fair: half", spanId: "eee19b7ec3c1b174" },
    ]);
  });
});

describe("GenAI: usage", () => {
  const usage = (said: object, more?: Case[3]) => {
    const { tokens, usageRule } = modelSpan({ ...chat, ...(said as Case[1]) }, more);
    return { ...tokens, usageRule };
  };
  it("the newest names include the cache", () => {
    expect(
      usage({
        "gen_ai.usage.input_tokens": 2680,
        "gen_ai.usage.cache_read.input_tokens": 2048,
        "gen_ai.usage.cache_write.input_tokens": 512,
        "gen_ai.usage.output_tokens": 100,
        "gen_ai.usage.reasoning.output_tokens": 40,
      }),
    ).toMatchObject({
      inputUncached: 120,
      cacheRead: 2048,
      cacheWrite: 512,
      outputText: 60,
      reasoning: 40,
      usageRule: "inclusive_by_convention",
    });
  });
  it("cache_creation is the older word for a write, and its lifetimes are parts of it", () => {
    expect(
      usage({
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.cache_creation.input_tokens": 400,
        "anthropic.usage.cache_creation.ephemeral_5m_input_tokens": 300,
        "anthropic.usage.cache_creation.ephemeral_1h_input_tokens": 100,
      }),
    ).toMatchObject({ inputUncached: 600, cacheWrite: 400, cacheWrite1h: 100 });
  });
  it("the oldest names, and counts as text", () => {
    expect(usage({ "gen_ai.usage.prompt_tokens": "12", "gen_ai.usage.completion_tokens": 3 })).toMatchObject({
      inputUncached: 12,
      outputText: 3,
    });
  });
  it("names of Anthropic's API mean exclusive counts when it is Anthropic's, or nobody says whose", () => {
    const native = { "gen_ai.usage.input_tokens": 1310, "gen_ai.usage.cache_read_input_tokens": 1024 };
    expect(usage({ ...native, "gen_ai.system": "Anthropic" })).toMatchObject({
      inputUncached: 1310,
      usageRule: "native_names",
    });
    expect(usage({ ...native, "gen_ai.request.model": "in-house" })).toMatchObject({ inputUncached: 1310 });
    expect(usage({ ...native, "gen_ai.system": "OpenAI" })).toMatchObject({
      inputUncached: 286,
      usageRule: "inclusive",
    });
    expect(usage({ ...native, "gen_ai.system": "Anthropic" }, { scope: "litellm" })).toMatchObject({
      inputUncached: 286,
      usageRule: "scope:litellm",
    });
  });
  it.each([
    ["@traceloop/instrumentation-anthropic", 100, 3500],
    ["opentelemetry.instrumentation.anthropic", 3500, 3500],
    ["com.anthropic.sdk.typescript", 3500, 3500],
  ])("%s: %i reported, %i true", (scope, input, total) => {
    const { tokens, usageRule } = modelSpan(
      {
        ...chat,
        "gen_ai.usage.input_tokens": input,
        "gen_ai.usage.cache_read.input_tokens": 3000,
        "gen_ai.usage.cache_creation.input_tokens": 400,
        "gen_ai.usage.output_tokens": 25,
      },
      { scope },
    );
    expect((tokens?.inputUncached ?? 0) + 3400).toBe(total);
    expect(usageRule).toBe(`scope:${scope}`);
  });
  it("audio is a part of either side", () => {
    expect(
      usage({
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.audio.input_tokens": 60,
        "gen_ai.usage.output_tokens": 50,
        "gen_ai.usage.audio.output_tokens": 30,
      }),
    ).toMatchObject({ inputUncached: 40, inputAudio: 60, outputText: 20, outputAudio: 30 });
  });
  it("absent counts are unknown, a count of 0 is a known zero", () => {
    expect(modelSpan(chat).tokens).toBeNull();
    expect(
      usage({ "gen_ai.usage.input_tokens": 5, "gen_ai.usage.cache_read.input_tokens": 0 }),
    ).toMatchObject({
      cacheRead: 0,
      cacheWrite: null,
    });
  });
  it("what an agent sums up is kept apart from usage", () => {
    expect(
      modelSpan({ "gen_ai.operation.name": "invoke_agent", "gen_ai.aggregated_usage.input_tokens": 900 }),
    ).toMatchObject({ tokens: null, attributes: { "gen_ai.aggregated_usage.input_tokens": 900 } });
  });
  it("a reported cost is a sum, or the sum of its parts; 0 is a price that nobody knew", () => {
    const cost = (said: object) => modelSpan({ ...chat, ...(said as Case[1]) }).reportedCostUsd;
    expect(cost({ "gen_ai.usage.cost": 0.003395 })).toBe("0.003395");
    expect(cost({ "operation.cost": 0.25 })).toBe("0.25");
    expect(cost({ "gen_ai.usage.cost": 0.0000005 })).toBe("0.0000005");
    expect(cost({ "gen_ai.usage.input_cost": 0.25, "gen_ai.usage.output_cost": 0.5 })).toBe("0.75");
    expect(cost({ "gen_ai.usage.cost": 0 })).toBeNull();
  });
});

describe("OpenLIT", () => {
  it("starts its clock with the response's headers: its time to the first token is never shown", () => {
    const said = {
      ...chat,
      "gen_ai.server.time_to_first_token": 0.001,
      "gen_ai.client.operation.time_to_first_chunk": 0.001,
      "gen_ai.request.is_stream": true,
    };
    for (const more of [
      { scope: "@openlit/instrumentation-openai" },
      { scope: "openlit.instrumentation.openai" },
      { resource: { "telemetry.sdk.name": "openlit" } },
    ])
      expect(modelSpan(said, more)).toMatchObject({ ttftNs: null, streaming: true });
  });
  it("says where it runs on the span, too", () => {
    expect(modelSpan({ ...chat, "deployment.environment": "Production" }).environment).toBe("production");
  });
});
