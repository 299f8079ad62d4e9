import { describe, expect, it } from "vitest";

import { modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

const llm = { "langsmith.span.kind": "llm" };

describe("LangSmith in its OpenTelemetry mode", () => {
  it.each([
    ["llm", "llm"],
    ["LLM", "llm"],
    ["chain", "workflow"],
    ["tool", "tool"],
    ["retriever", "retrieval"],
    ["embedding", "embedding"],
    ["prompt", "workflow"],
    ["parser", "workflow"],
  ])("%s is %s", (said, kind) => expect(modelSpan({ "langsmith.span.kind": said }).kind).toBe(kind));

  it.each<Case>([
    [
      "the kind wins over the operation that is written beside it",
      {
        "langsmith.span.kind": "retriever",
        "gen_ai.operation.name": "embeddings",
        "gen_ai.system": "langchain",
        "gen_ai.prompt": '{"query":"pads"}',
        "gen_ai.completion": '{"documents":[{"page_content":"x","metadata":{"id":"a","score":0.5}}]}',
      },
      {
        kind: "retrieval",
        provider: null,
        inputValue: "pads",
        documents: [{ id: "a", content: "x", score: 0.5 }],
      },
    ],
    [
      "a call: request and response whole",
      {
        ...llm,
        "gen_ai.system": "anthropic",
        "gen_ai.prompt":
          '{"model":"claude","system":"be short","messages":[{"role":"user","content":"hi"}],"tools":[{"name":"f","input_schema":{"type":"object"}}],"max_tokens":50}',
        "gen_ai.completion":
          '{"id":"msg_1","model":"claude-x","role":"assistant","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn"}',
      },
      {
        system: "be short",
        input: [{ role: "user", content: "hi" }],
        output: [{ role: "assistant", content: "hello" }],
        toolDefinitions: [{ name: "f" }],
        parameters: { max_tokens: 50 },
        requestModel: "claude",
        responseModel: "claude-x",
        responseId: "msg_1",
        finishReason: "stop",
      },
    ],
    [
      "LangChain's generations",
      {
        ...llm,
        "gen_ai.prompt":
          '{"messages":[[{"lc":1,"type":"constructor","id":["langchain","schema","messages","HumanMessage"],"kwargs":{"content":"hi","type":"human"}}]]}',
        "gen_ai.completion":
          '{"generations":[[{"text":"hello","generation_info":{"finish_reason":"stop"},"message":{"lc":1,"type":"constructor","id":["langchain","schema","messages","AIMessage"],"kwargs":{"content":"hello","response_metadata":{"model_name":"gpt-4o-2024-08-06"},"usage_metadata":{"input_tokens":3500,"output_tokens":25,"input_token_details":{"cache_read":3000,"ephemeral_5m_input_tokens":300,"ephemeral_1hr_input_tokens":100}}}}}]]}',
      },
      {
        input: [{ role: "user", content: "hi" }],
        output: [{ role: "assistant", content: "hello" }],
        responseModel: "gpt-4o-2024-08-06",
        finishReason: "stop",
        tokens: { inputUncached: 100, cacheRead: 3000, cacheWrite: 400, cacheWrite1h: 100, outputText: 25 },
      },
    ],
    [
      "the finish reason as a plain text, streaming said only when it streams",
      { ...llm, "gen_ai.response.finish_reasons": "tool_calls", "langsmith.request.streaming": "true" },
      { finishReason: "tool_calls", streaming: true },
    ],
    [
      "usage: JSON, inclusive for every provider",
      {
        ...llm,
        "langsmith.usage_metadata":
          '{"input_tokens":3500,"output_tokens":25,"total_tokens":3525,"input_token_details":{"cache_read":3000,"cache_creation":400},"total_cost":0.5}',
      },
      {
        tokens: { inputUncached: 100, cacheRead: 3000, cacheWrite: 400 },
        usageRule: "langsmith-usage-metadata",
        reportedCostUsd: "0.5",
      },
    ],
    [
      "usage: a run with nothing but Anthropic's own object excludes the cache",
      {
        ...llm,
        "gen_ai.completion":
          '{"role":"assistant","content":"x","usage":{"input_tokens":100,"output_tokens":25,"cache_read_input_tokens":3000}}',
      },
      { tokens: { inputUncached: 100, cacheRead: 3000 }, usageRule: "response-anthropic-shape" },
    ],
    [
      "a tool's arguments are JSON in JSON, its result a message",
      {
        "langsmith.span.kind": "tool",
        "gen_ai.prompt": '{"input":"{\\"a\\":1}"}',
        "gen_ai.completion": '{"output":{"content":"done","tool_call_id":"t1"}}',
      },
      { toolName: "step", toolCallId: "t1", inputValue: { a: 1 }, outputValue: "done" },
    ],
    [
      "metadata are texts; a project is no session",
      {
        ...llm,
        "langsmith.trace.session_name": "shop",
        "langsmith.metadata.thread_id": "t",
        "langsmith.metadata.user_id": "u",
        "langsmith.metadata.ls_provider": "openai",
        "langsmith.metadata.ls_model_name": "gpt-4o",
        "langsmith.metadata.ls_temperature": "0.2",
        "langsmith.metadata.LANGSMITH_PROJECT": "shop",
        "langsmith.metadata.revision_id": "abc",
        "langsmith.metadata.lc_hub_owner": "acme",
        "langsmith.metadata.lc_hub_repo": "faq",
        "langsmith.metadata.lc_hub_commit_hash": "c0ffee",
        "langsmith.metadata.tier": "gold",
        "langsmith.span.tags": "a, seq:step:1, b",
      },
      {
        service: "shop",
        sessionId: "t",
        userId: "u",
        provider: "openai",
        requestModel: "gpt-4o",
        parameters: { temperature: 0.2 },
        release: "abc",
        promptName: "acme/faq",
        promptLabel: "c0ffee",
        tags: ["a", "b"],
      },
    ],
    [
      "spans made by hand: flattened messages under LangSmith's kind",
      {
        "langsmith.span.kind": "LLM",
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": "hi",
        "gen_ai.completion.0.content": "hello",
      },
      { kind: "llm", input: [{ content: "hi" }], output: [{ content: "hello" }], streaming: null },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));
});

describe("details of the counts without the usage's metadata", () => {
  it.each(["{'cache_read': 3000, 'cache_creation': 1000}", '{"cache_read":3000,"cache_creation":1000}'])(
    "are read, %s",
    (details) =>
      expect(
        modelSpan({
          "langsmith.span.kind": "llm",
          "gen_ai.usage.input_tokens": 9000,
          "gen_ai.usage.output_tokens": 500,
          "gen_ai.usage.input_token_details": details,
          "gen_ai.usage.output_token_details": "{'reasoning': 200}",
        }),
      ).toMatchObject({
        tokens: { inputUncached: 5000, cacheRead: 3000, cacheWrite: 1000, outputText: 300, reasoning: 200 },
        attributes: {},
      }),
  );
  it("stay to be seen where they are none", () =>
    expect(
      modelSpan({ "langsmith.span.kind": "llm", "gen_ai.usage.input_token_details": "many" }).attributes,
    ).toEqual({ "gen_ai.usage.input_token_details": "many" }));
});
