import { describe, expect, it } from "vitest";

import { toModelSpan } from "./index";
import { modelSpan, otlpSpan } from "./span.testing";
import type { Case } from "./span.testing";

const inPydanticAi = { scope: "pydantic-ai" };
const call = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o" };

describe("Logfire", () => {
  it("pending copies are no spans", () => {
    const copy = toModelSpan(
      otlpSpan({ "logfire.span_type": "pending_span", "gen_ai.usage.input_tokens": 5 }),
      { attributes: new Map() },
      { name: "logfire", version: "", attributes: new Map() },
    );
    expect(copy).toBe("pending");
  });
  it.each<Case>([
    [
      "a scrubbed id is none, and stays to be seen",
      { "logfire.msg": "answer pads?", session_id: "[Scrubbed due to 'session']", user_id: "u" },
      {
        name: "answer pads?",
        sessionId: null,
        userId: "u",
        attributes: { session_id: "[Scrubbed due to 'session']" },
      },
    ],
    ["levels", { "logfire.level_num": 17 }, { isError: true }],
    ["levels below", { "logfire.level_num": 13, "logfire.tags": ["a"] }, { isError: false, tags: ["a"] }],
    [
      "a provider's client: request and response whole",
      {
        "logfire.span_type": "span",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.system": "openai",
        request_data: '{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}],"temperature":0.2}',
        response_data:
          '{"message":{"role":"assistant","content":"hello"},"usage":{"prompt_tokens":5,"completion_tokens":2}}',
      },
      {
        kind: "llm",
        streaming: false,
        input: [{ content: "hi" }],
        output: [{ role: "assistant", content: "hello" }],
        parameters: { temperature: 0.2 },
        tokens: { inputUncached: 5, outputText: 2 },
      },
    ],
    [
      "a provider's client: the span that only opens a stream is no call",
      {
        "logfire.span_type": "span",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.operation.name": "chat",
        request_data: '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hi"}]}',
      },
      { kind: "workflow" },
    ],
    [
      "a provider's client: the record at the stream's end is",
      {
        "logfire.span_type": "log",
        "gen_ai.request.model": "gpt-4o",
        request_data: '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hi"}]}',
        response_data: '{"combined_chunk_content":"hello","chunk_count":3}',
      },
      { kind: "llm", streaming: true, output: [{ content: "hello" }] },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));
});

describe("Pydantic AI", () => {
  it("attributes of anybody that are called like its own are kept", () => {
    const said = { events: "[1]", all_messages_events: "none", tool_arguments: "x" };
    expect(modelSpan({ ...said, "gen_ai.operation.name": "chat" }).attributes).toEqual(said);
  });
  it.each<Case>([
    [
      "first format: a call's events in one attribute",
      {
        ...call,
        events:
          '[{"event.name":"gen_ai.system.message","content":"be short","role":"system","gen_ai.message.index":0},{"event.name":"gen_ai.user.message","content":"hi","role":"user"},{"event.name":"gen_ai.choice","index":0,"message":{"role":"assistant","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":{"a":1}}}]}}]',
        model_request_parameters:
          '{"function_tools":[{"name":"f","description":"d","parameters_json_schema":{"type":"object"}}],"output_tools":[]}',
      },
      {
        kind: "llm",
        system: "be short",
        input: [{ role: "system" }, { role: "user", content: "hi" }],
        output: [{ role: "assistant", tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }] }],
        toolDefinitions: [{ name: "f", description: "d", parameters: { type: "object" } }],
        finishReason: "tool_calls",
      },
      inPydanticAi,
    ],
    [
      "second format: messages, with pictures and thoughts",
      {
        ...call,
        "gen_ai.input.messages":
          '[{"role":"user","parts":[{"type":"text","content":"hi"},{"type":"image-url","url":"https://a.example/x.png"},{"type":"binary","media_type":"image/png","content":"AAAA"}]}]',
        "gen_ai.output.messages":
          '[{"role":"assistant","parts":[{"type":"thinking","content":"hm"},{"type":"text","content":"hello"}]}]',
      },
      {
        input: [
          {
            content: [
              { type: "text", text: "hi" },
              { type: "media", modality: "image", uri: "https://a.example/x.png" },
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
      },
      inPydanticAi,
    ],
    [
      "counts include the cache, whatever their details are called",
      {
        ...call,
        "gen_ai.usage.input_tokens": 3500,
        "gen_ai.usage.details.cache_read_tokens": 3000,
        "gen_ai.usage.details.cache_write_tokens": 400,
        "gen_ai.usage.output_tokens": 25,
        "gen_ai.usage.details.reasoning_tokens": 5,
        "operation.cost": 0.5,
      },
      {
        tokens: { inputUncached: 100, cacheRead: 3000, cacheWrite: 400, outputText: 20, reasoning: 5 },
        reportedCostUsd: "0.5",
      },
      inPydanticAi,
    ],
    [
      "counts of older versions: more cache than input is exclusive",
      {
        ...call,
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.details.cache_read_input_tokens": 3000,
        "gen_ai.usage.details.cache_creation_input_tokens": 400,
      },
      {
        tokens: { inputUncached: 100, cacheRead: 3000, cacheWrite: 400 },
        usageRule: "cache_exceeds_input",
      },
      inPydanticAi,
    ],
    [
      "a tool's run before the third format",
      {
        "logfire.msg": "running tool: get_order",
        "gen_ai.tool.name": "get_order",
        "gen_ai.tool.call.id": "t1",
        tool_arguments: '{"id":"NB-2"}',
        tool_response: "shipped",
      },
      {
        kind: "tool",
        toolName: "get_order",
        toolCallId: "t1",
        inputValue: { id: "NB-2" },
        outputValue: "shipped",
      },
      inPydanticAi,
    ],
    [
      "a tool's run since",
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "get_order",
        "gen_ai.tool.call.arguments": '{"id":"NB-2"}',
        "gen_ai.tool.call.result": "shipped",
      },
      { kind: "tool", inputValue: { id: "NB-2" }, outputValue: "shipped" },
      inPydanticAi,
    ],
    [
      "an agent's run holds the conversation, its result, and a sum that is not counted",
      {
        "logfire.msg": "support run",
        agent_name: "support",
        model_name: "gpt-4o",
        final_result: "hello",
        "gen_ai.usage.input_tokens": 900,
        "pydantic_ai.all_messages":
          '[{"role":"user","parts":[{"type":"text","content":"hi"}]},{"role":"assistant","parts":[{"type":"tool_call","id":"t1","name":"f","arguments":{"a":1}}]},{"role":"user","parts":[{"type":"tool_call_response","id":"t1","name":"f","result":"x"}]},{"role":"assistant","parts":[{"type":"text","content":"hello"}]}]',
      },
      {
        kind: "agent",
        functionName: "support",
        requestModel: "gpt-4o",
        input: [{ role: "user", content: "hi" }],
        output: [{ role: "assistant" }, { role: "tool", tool_call_id: "t1" }, { content: "hello" }],
        outputValue: "hello",
        finishReason: null,
      },
      { ...inPydanticAi, span: { name: "agent run" } },
    ],
    [
      "an agent's run of the first format",
      {
        agent_name: "support",
        model_name: "gpt-4o",
        all_messages_events:
          '[{"event.name":"gen_ai.user.message","content":"hi","role":"user"},{"event.name":"gen_ai.assistant.message","content":"hello","role":"assistant"}]',
      },
      { kind: "agent", input: [{ content: "hi" }], output: [{ role: "assistant", content: "hello" }] },
      { ...inPydanticAi, span: { name: "agent run" } },
    ],
    [
      "the time to the first chunk",
      { ...call, "gen_ai.client.operation.time_to_first_chunk": 0.25 },
      { ttftNs: 250_000_000n, streaming: true },
      inPydanticAi,
    ],
  ])("%s", (_, attributes, expected, more) => expect(modelSpan(attributes, more)).toMatchObject(expected));
});
