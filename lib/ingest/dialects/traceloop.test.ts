import { describe, expect, it } from "vitest";

import { FLAG } from "@/lib/model/flags";

import { event, modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

describe("OpenLLMetry: what the program decorated", () => {
  it.each<Case>([
    [
      "a workflow",
      {
        "traceloop.span.kind": "workflow",
        "traceloop.entity.name": "answer",
        "traceloop.workflow.name": "support",
        "traceloop.entity.version": 2,
        "traceloop.entity.path": "",
        "traceloop.entity.input": '{"args":[],"kwargs":{"q":"pads?"}}',
        "traceloop.entity.output": '"hello"',
      },
      {
        kind: "workflow",
        name: "answer",
        functionName: "support",
        version: "2",
        inputValue: { q: "pads?" },
        outputValue: "hello",
        attributes: {},
      },
    ],
    ["a task", { "traceloop.span.kind": "task", "traceloop.entity.name": "a" }, { kind: "workflow" }],
    [
      "an agent",
      { "traceloop.span.kind": "agent", "gen_ai.agent.name": "a" },
      { kind: "agent", functionName: "a" },
    ],
    [
      "an agent's name on a descendant makes no agent of it",
      { "traceloop.span.kind": "task", "gen_ai.agent.name": "a" },
      { kind: "workflow" },
    ],
    [
      "a tool with one argument",
      {
        "traceloop.span.kind": "tool",
        "traceloop.entity.name": "get_order",
        "traceloop.entity.input": '{"args":[{"id":"NB-2"}],"kwargs":{}}',
        "traceloop.entity.output": '{"status":"shipped"}',
      },
      { kind: "tool", toolName: "get_order", inputValue: { id: "NB-2" }, outputValue: { status: "shipped" } },
    ],
    [
      "association properties",
      {
        "traceloop.association.properties.chat_id": "c",
        "traceloop.association.properties.user_id": "u",
        "traceloop.association.properties.tags": '["a"]',
        "traceloop.association.properties.tier": "gold",
      },
      { sessionId: "c", userId: "u", tags: ["a"], metadata: { tier: "gold" } },
    ],
    [
      "a prompt of its registry",
      {
        "traceloop.prompt.key": "faq",
        "traceloop.prompt.version": 3,
        "traceloop.prompt.version_hash": "c0ffee",
        "traceloop.prompt.template_variables": '{"a":1}',
      },
      {
        promptName: "faq",
        promptLabel: "3",
        attributes: { "traceloop.prompt.template_variables": '{"a":1}' },
      },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));
});

describe("OpenLLMetry: model calls of older versions", () => {
  it.each<Case>([
    [
      "flattened messages, in numeric order",
      {
        "llm.request.type": "chat",
        "gen_ai.system": "OpenAI",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.prompt.10.role": "user",
        "gen_ai.prompt.10.content": "b",
        "gen_ai.prompt.9.content": "a",
        "gen_ai.prompt.9.role": "system",
        "gen_ai.completion.0.content": "c",
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.finish_reason": "max_tokens",
        "llm.usage.total_tokens": 12,
        "gen_ai.usage.prompt_tokens": 10,
        "gen_ai.usage.completion_tokens": 2,
        "llm.is_streaming": true,
      },
      {
        kind: "llm",
        provider: "openai",
        system: "a",
        input: [{ content: "a" }, { role: "user", content: "b" }],
        output: [{ role: "assistant", content: "c" }],
        finishReason: "length",
        streaming: true,
        tokens: { inputUncached: 10, outputText: 2 },
        attributes: {},
      },
    ],
    [
      "flattened calls and functions",
      {
        "llm.request.type": "chat",
        "llm.request.functions.0.name": "f",
        "llm.request.functions.0.description": "d",
        "llm.request.functions.0.parameters": '{"type":"object"}',
        "gen_ai.completion.0.tool_calls.1.name": "g",
        "gen_ai.completion.0.tool_calls.1.id": "t2",
        "gen_ai.completion.0.tool_calls.0.id": "t1",
        "gen_ai.completion.0.tool_calls.0.name": "f",
        "gen_ai.completion.0.tool_calls.0.arguments": '{"a":1}',
      },
      {
        toolDefinitions: [{ name: "f", description: "d", parameters: { type: "object" } }],
        output: [
          {
            tool_calls: [
              { id: "t1", name: "f", arguments: { a: 1 } },
              { id: "t2", name: "g", arguments: null },
            ],
          },
        ],
        attributes: {},
      },
    ],
    [
      "content parts as JSON text",
      {
        "llm.request.type": "chat",
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": '[{"type":"text","text":"hi"}]',
      },
      { input: [{ content: "hi" }] },
    ],
    [
      "parameters before GenAI had a word for them",
      {
        "llm.request.type": "completion",
        "llm.frequency_penalty": 0.1,
        "llm.presence_penalty": 0.2,
        "llm.top_k": 40,
        "llm.chat.stop_sequences": ["END"],
        "llm.response.finish_reason": "stop",
      },
      {
        kind: "llm",
        parameters: { frequency_penalty: 0.1, presence_penalty: 0.2, top_k: 40, stop_sequences: ["END"] },
        finishReason: "stop",
      },
    ],
    [
      "everything under llm",
      {
        "llm.vendor": "OpenAI",
        "llm.request.type": "chat",
        "llm.request.model": "gpt-4",
        "llm.response.model": "gpt-4-0613",
        "llm.prompts.0.role": "user",
        "llm.prompts.0.content": "hi",
        "llm.completions.0.content": "hello",
        "llm.usage.prompt_tokens": 10,
        "llm.usage.completion_tokens": 2,
      },
      {
        provider: "openai",
        requestModel: "gpt-4",
        responseModel: "gpt-4-0613",
        input: [{ content: "hi" }],
        output: [{ content: "hello" }],
        tokens: { inputUncached: 10, outputText: 2 },
      },
    ],
    ["embeddings", { "llm.request.type": "embedding" }, { kind: "embedding" }],
    ["rerankers", { "llm.request.type": "rerank" }, { kind: "rerank" }],
    [
      "OpenAI's cached tokens under Anthropic's name are a part of the input",
      {
        "llm.request.type": "chat",
        "gen_ai.system": "OpenAI",
        "gen_ai.usage.prompt_tokens": 1310,
        "gen_ai.usage.completion_tokens": 12,
        "gen_ai.usage.cache_read_input_tokens": 1024,
        "llm.usage.total_tokens": 1322,
      },
      { tokens: { inputUncached: 286, cacheRead: 1024 } },
      { scope: "opentelemetry.instrumentation.openai.v1" },
    ],
  ])("%s", (_, attributes, expected, more) => expect(modelSpan(attributes, more)).toMatchObject(expected));
});

describe("vector stores", () => {
  it("answer with one event for each document; a distance is no score", () => {
    const events = [
      event("db.query.embeddings", { "db.query.embeddings.vector": "[0.1]" }),
      event("db.query.result", {
        "db.query.result.id": "a",
        "db.query.result.distance": 0.25,
        "db.query.result.document": "x",
        "db.query.result.metadata": '{"page":2}',
      }),
      event("db.query.result", { "db.query.result.id": "b", "db.query.result.score": 0.5 }),
    ];
    expect(
      modelSpan(
        { "db.system": "chroma", "db.operation": "query" },
        { span: { name: "chroma.query", events } },
      ),
    ).toMatchObject({
      kind: "retrieval",
      documents: [
        { id: "a", content: "x", score: null, metadata: { page: 2, distance: 0.25 } },
        { id: "b", score: 0.5 },
      ],
      events: [],
    });
  });
  it("are known by name; other databases are not retrievals", () => {
    expect(modelSpan({ "db.system": "pinecone" }, { span: { name: "pinecone.query" } }).kind).toBe(
      "retrieval",
    );
    expect(
      modelSpan({ "db.system": "chroma", "db.operation": "add" }, { span: { name: "chroma.add" } }).kind,
    ).toBe("other");
    expect(modelSpan({ "db.system": "postgresql", "db.operation": "query" }).kind).toBe("other");
  });
});

it("streamed OpenAI calls are counted by the client, not by the provider: an estimate", () => {
  const call = {
    "gen_ai.operation.name": "chat",
    "gen_ai.usage.input_tokens": 24,
    "gen_ai.is_streaming": true,
  };
  const flagsOf = (scope: string) => modelSpan(call, { scope }).flags;
  expect(flagsOf("@traceloop/instrumentation-openai")).toBe(FLAG.tokensEstimated);
  expect(flagsOf("@traceloop/instrumentation-anthropic")).toBe(0);
});
