import { describe, expect, it } from "vitest";

import { modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

const llm = { "openinference.span.kind": "LLM" };

describe("OpenInference: kinds", () => {
  it.each([
    ["LLM", "llm"],
    ["EMBEDDING", "embedding"],
    ["RETRIEVER", "retrieval"],
    ["RERANKER", "rerank"],
    ["TOOL", "tool"],
    ["AGENT", "agent"],
    ["CHAIN", "workflow"],
    ["PROMPT", "workflow"],
    ["GUARDRAIL", "guardrail"],
    ["EVALUATOR", "evaluator"],
    ["llm", "llm"],
    ["UNKNOWN", "other"],
  ])("%s is %s", (said, kind) => expect(modelSpan({ "openinference.span.kind": said }).kind).toBe(kind));
  it("a handoff between agents is no tool run", () => {
    expect(modelSpan({ "openinference.span.kind": "TOOL", "tool.name": "handoff_to_orders" }).kind).toBe(
      "workflow",
    );
  });
});

describe("OpenInference: model calls", () => {
  it.each<Case>([
    [
      "a response that is completed by calls ended with them",
      {
        ...llm,
        "output.value":
          '{"object":"response","status":"completed","output":[{"type":"function_call","call_id":"t1","name":"f","arguments":"{}"}]}',
      },
      { finishReason: "tool_calls", output: [{ tool_calls: [{ id: "t1", name: "f" }] }] },
    ],
    [
      "the response that OpenAI's Agents SDK makes of a stream, in a list and under an id that all of them have",
      {
        ...llm,
        "output.value":
          '[{"id":"__fake_id__","object":"response","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]}]}]',
      },
      { output: [{ role: "assistant", content: "hello" }], responseId: null },
    ],
    [
      "flattened messages in numeric order, whatever order they came in, with holes",
      {
        ...llm,
        "llm.input_messages.10.message.content": "c",
        "llm.input_messages.10.message.role": "user",
        "llm.input_messages.9.message.content": "b",
        "llm.input_messages.9.message.role": "assistant",
        "llm.input_messages.0.message.role": "system",
        "llm.input_messages.0.message.content": "a",
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": "d",
      },
      {
        system: "a",
        input: [{ content: "a" }, { content: "b" }, { content: "c" }],
        output: [{ role: "assistant", content: "d" }],
        attributes: {},
      },
    ],
    [
      "contents win over content, and pictures are described",
      {
        ...llm,
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.content": "ignored",
        "llm.input_messages.0.message.contents.0.message_content.type": "text",
        "llm.input_messages.0.message.contents.0.message_content.text": "what is it?",
        "llm.input_messages.0.message.contents.1.message_content.type": "image",
        "llm.input_messages.0.message.contents.1.message_content.image.image.url":
          "data:image/png;base64,AAAA",
        "llm.input_messages.0.message.contents.2.message_content.type": "audio",
        "llm.input_messages.0.message.contents.2.message_content.audio.audio.url": "https://a.example/x.mp3",
      },
      {
        input: [
          {
            content: [
              { type: "text", text: "what is it?" },
              { type: "media", modality: "image", mime_type: "image/png", bytes: 3 },
              { type: "media", modality: "audio", uri: "https://a.example/x.mp3" },
            ],
          },
        ],
      },
    ],
    [
      "a call listed as content and as call is one",
      {
        ...llm,
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.contents.0.tool_call.id": "t1",
        "llm.output_messages.0.message.contents.0.tool_call.function.name": "f",
        "llm.output_messages.0.message.contents.0.tool_call.function.arguments": '{"a":1}',
        "llm.output_messages.0.message.tool_calls.0.tool_call.id": "t1",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "f",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"a":1}',
        "llm.finish_reason": "stop",
      },
      {
        output: [{ content: null, tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }] }],
        finishReason: "tool_calls",
      },
    ],
    [
      "the oldest form of a call",
      {
        ...llm,
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.function_call_name": "f",
        "llm.output_messages.0.message.function_call_arguments_json": '{"a":1}',
      },
      { output: [{ tool_calls: [{ id: null, name: "f", arguments: { a: 1 } }] }] },
    ],
    [
      "a tool's answer",
      {
        ...llm,
        "llm.input_messages.0.message.role": "tool",
        "llm.input_messages.0.message.content": "done",
        "llm.input_messages.0.message.tool_call_id": "t1",
        "llm.input_messages.0.message.name": "f",
      },
      { input: [{ role: "tool", content: "done", tool_call_id: "t1", name: "f" }] },
    ],
    [
      "prompts and choices of completions",
      { ...llm, "llm.prompts.0.prompt.text": "once", "llm.choices.0.completion.text": "upon" },
      { input: [{ role: "user", content: "once" }], output: [{ role: "assistant", content: "upon" }] },
    ],
    [
      "models: the newest names",
      { ...llm, "llm.request.model_name": "gpt-4o", "llm.response.model_name": "gpt-4o-2024-08-06" },
      { requestModel: "gpt-4o", responseModel: "gpt-4o-2024-08-06" },
    ],
    [
      "models: the request's is among its parameters",
      {
        ...llm,
        "llm.model_name": "gpt-4o-2024-08-06",
        "llm.invocation_parameters": '{"model":"gpt-4o","temperature":0.2,"stream":true,"max_tokens":9}',
      },
      {
        requestModel: "gpt-4o",
        responseModel: "gpt-4o-2024-08-06",
        streaming: true,
        parameters: { temperature: 0.2, max_tokens: 9 },
      },
    ],
    [
      "models: or in the request itself",
      {
        ...llm,
        "llm.model_name": "r",
        "input.value": '{"model":"q","messages":[{"role":"user","content":"hi"}]}',
      },
      { requestModel: "q", responseModel: "r", input: [{ content: "hi" }] },
    ],
    [
      "provider before vendor",
      { ...llm, "llm.provider": "azure", "llm.system": "openai" },
      { provider: "azure.ai.openai" },
    ],
    ["vendor alone", { ...llm, "llm.system": "anthropic" }, { provider: "anthropic" }],
    [
      "the response's id",
      {
        ...llm,
        "output.value": '{"id":"chatcmpl-1","choices":[{"message":{"role":"assistant","content":"x"}}]}',
      },
      { responseId: "chatcmpl-1", output: [{ content: "x" }] },
    ],
    [
      "tools",
      {
        ...llm,
        "llm.tools.0.tool.json_schema":
          '{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}',
      },
      { toolDefinitions: [{ name: "f", parameters: { type: "object" } }] },
    ],
    [
      "usage includes its parts, and zeros are known",
      {
        ...llm,
        "llm.token_count.prompt": 1310,
        "llm.token_count.prompt_details.cache_read": 1024,
        "llm.token_count.prompt_details.cache_write": 0,
        "llm.token_count.prompt_details.audio": 10,
        "llm.token_count.completion": 100,
        "llm.token_count.completion_details.reasoning": 64,
        "llm.token_count.completion_details.audio": 6,
        "llm.token_count.total": 1410,
      },
      {
        tokens: {
          // Nobody says how much of the audio was cached: as much as of everything, 8 of 10.
          inputUncached: 284,
          cacheRead: 1024,
          cacheReadAudio: 8,
          cacheWrite: 0,
          inputAudio: 2,
          outputText: 30,
          reasoning: 64,
          outputAudio: 6,
        },
      },
    ],
    ["cost", { ...llm, "llm.cost.total": 0.5 }, { reportedCostUsd: "0.5" }],
    [
      "cost by its parts",
      { ...llm, "llm.cost.prompt": 0.25, "llm.cost.completion": 0.5 },
      { reportedCostUsd: "0.75" },
    ],
    [
      "prompt of a registry; templates stay to be seen",
      {
        ...llm,
        "prompt.id": "faq",
        "llm.prompt_template.version": "2",
        "llm.prompt_template.template": "Hi {n}",
      },
      { promptName: "faq", promptLabel: "2", attributes: { "llm.prompt_template.template": "Hi {n}" } },
    ],
    [
      "elements without a value make no message",
      {
        ...llm,
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": "x",
      },
      { output: [{ role: "assistant", content: "x" }] },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));

  it("the scope says that Anthropic's counts include the cache", () => {
    for (const scope of [
      "@arizeai/openinference-instrumentation-anthropic",
      "openinference.instrumentation.anthropic",
    ])
      expect(
        modelSpan(
          {
            ...llm,
            "llm.token_count.prompt": 2680,
            "llm.token_count.prompt_details.cache_read": 2048,
            "llm.token_count.prompt_details.cache_write": 512,
          },
          { scope },
        ),
      ).toMatchObject({ tokens: { inputUncached: 120 }, usageRule: "scope:openinference" });
  });
});

describe("OpenInference: steps", () => {
  it.each<Case>([
    [
      "a tool, with the framework's message around its result",
      {
        "openinference.span.kind": "TOOL",
        "tool.name": "get_order",
        "tool.description": "d",
        "input.value": '{"id":"NB-2"}',
        "output.value":
          '{"lc":1,"type":"constructor","id":["langchain_core","messages","ToolMessage"],"kwargs":{"content":"shipped","tool_call_id":"t1"}}',
      },
      { toolName: "get_order", toolCallId: "t1", inputValue: { id: "NB-2" }, outputValue: "shipped" },
    ],
    [
      "a tool's bare argument stays text",
      { "openinference.span.kind": "TOOL", "tool.name": "f", "input.value": "NB-77" },
      { inputValue: "NB-77" },
    ],
    [
      "a tool by its parameters",
      { "openinference.span.kind": "TOOL", "tool.id": "t1", "tool.parameters": '{"a":1}' },
      { toolCallId: "t1", inputValue: { a: 1 }, toolName: "step" },
    ],
    [
      "a retriever; id and score may lie in the metadata",
      {
        "openinference.span.kind": "RETRIEVER",
        "input.value": "pads",
        "retrieval.documents.0.document.id": 7,
        "retrieval.documents.0.document.score": 0.5,
        "retrieval.documents.0.document.content": "a",
        "retrieval.documents.1.document.content": "b",
        "retrieval.documents.1.document.metadata": '{"doc_id":"x","relevance_score":0.25}',
      },
      {
        inputValue: "pads",
        documents: [
          { id: "7", score: 0.5, content: "a" },
          { id: "x", score: 0.25, content: "b" },
        ],
      },
    ],
    [
      "a reranker: the score of what comes out is the new one",
      {
        "openinference.span.kind": "RERANKER",
        "reranker.query": "pads",
        "reranker.model_name": "rerank-3",
        "reranker.top_k": 1,
        "reranker.input_documents.0.document.id": "a",
        "reranker.input_documents.0.document.score": 0.1,
        "reranker.output_documents.0.document.id": "a",
        "reranker.output_documents.0.document.score": 0.9,
      },
      {
        kind: "rerank",
        inputValue: { query: "pads", documents: [{ id: "a", score: 0.1 }] },
        requestModel: "rerank-3",
        documents: [{ id: "a", score: 0.9 }],
        attributes: { "reranker.top_k": 1 },
      },
    ],
    [
      "embeddings: vectors are counted, not kept",
      {
        "openinference.span.kind": "EMBEDDING",
        "embedding.model_name": "text-embedding-3-small",
        "embedding.embeddings.0.embedding.text": "pads",
        "embedding.embeddings.0.embedding.vector": [0.1, 0.2],
        "embedding.invocation_parameters": '{"dimensions":2}',
        "llm.token_count.prompt": 3,
      },
      {
        requestModel: "text-embedding-3-small",
        inputValue: ["pads"],
        outputValue: null,
        parameters: { dimensions: 2 },
        tokens: { inputUncached: 3 },
        attributes: { "embedding.vectors": { count: 1, dimensions: 2 } },
      },
    ],
    [
      "embeddings: nor are those of the raw response",
      { "openinference.span.kind": "EMBEDDING", "output.value": '{"data":[{"embedding":[0.1,0.2]}]}' },
      { outputValue: null, attributes: { "embedding.vectors": { count: 1, dimensions: 2 } } },
    ],
    [
      "who and which conversation",
      { ...llm, "session.id": "s", "user.id": "u", "tag.tags": '["a","b"]', metadata: '{"tier":"gold"}' },
      { sessionId: "s", userId: "u", tags: ["a", "b"], metadata: { tier: "gold" } },
    ],
    ["a conversation in the metadata", { ...llm, metadata: '{"thread_id":"t"}' }, { sessionId: "t" }],
    [
      "metadata by key",
      { ...llm, "metadata.tier": "gold", "tag.tags": ["a"] },
      { metadata: { tier: "gold" }, tags: ["a"] },
    ],
    [
      "a project's name stands for the service",
      llm,
      { service: "shop" },
      { resource: { "openinference.project.name": "shop" } },
    ],
    [
      "an agent",
      { "openinference.span.kind": "AGENT", "agent.name": "support" },
      { kind: "agent", functionName: "support" },
    ],
    [
      "a guardrail that fired is no error",
      { "openinference.span.kind": "GUARDRAIL", "guardrail.triggered": true },
      { isError: false, attributes: { "guardrail.triggered": true } },
    ],
    [
      "values without a kind",
      { "input.value": '{"q":1}', "output.value": "x" },
      { kind: "other", inputValue: { q: 1 }, outputValue: "x" },
    ],
  ])("%s", (_, attributes, expected, more) => expect(modelSpan(attributes, more)).toMatchObject(expected));
});

describe("OpenInference: scores", () => {
  it("annotations and evaluations, of the span, its trace or its session", () => {
    const { scores, attributes } = modelSpan({
      ...llm,
      "session.id": "s",
      "annotations.0.annotation.name": "tone",
      "annotations.0.annotation.score": 1,
      "annotations.0.annotation.label": "kind",
      "annotations.0.annotation.explanation": "says please",
      "annotations.0.annotation.annotator_kind": "HUMAN",
      "evaluations.0.evaluation.name": "toxic",
      "evaluations.0.evaluation.label": "no",
      "evaluations.0.evaluation.annotator_kind": "LLM",
      "trace.annotations.0.annotation.name": "solved",
      "trace.annotations.0.annotation.score": 0,
      "trace.annotations.0.annotation.annotator_kind": "CODE",
      "session.annotations.0.annotation.name": "happy",
      "session.annotations.0.annotation.score": 0.5,
    });
    expect(scores).toMatchObject([
      {
        name: "tone",
        value: 1,
        comment: "kind: says please",
        source: "reviewer",
        spanId: "eee19b7ec3c1b174",
      },
      { name: "toxic", value: "no", source: "model" },
      { name: "solved", value: 0, source: "code", spanId: null },
      { name: "happy", value: 0.5, traceId: null, sessionId: "s" },
    ]);
    expect(attributes).toEqual({});
  });
  it("the same name and identifier on the same target are one score", () => {
    const id = (score: number) =>
      modelSpan({
        ...llm,
        "annotations.0.annotation.name": "tone",
        "annotations.0.annotation.identifier": "judge-1",
        "annotations.0.annotation.score": score,
      }).scores[0]?.id;
    expect(id(1)).toBe(id(0));
  });
  it("what an evaluator put out judges the span that called it", () => {
    expect(
      modelSpan(
        {
          "openinference.span.kind": "EVALUATOR",
          "output.value": '{"score":0.5,"label":"fair","explanation":"half"}',
        },
        { span: { name: "faithfulness", parentSpanId: "00f067aa0ba902b7" } },
      ).scores,
    ).toMatchObject([{ name: "faithfulness", value: 0.5, spanId: "00f067aa0ba902b7" }]);
  });
  it("the words of older versions", () => {
    expect(
      modelSpan({ ...llm, "eval.Hallucination.label": "factual", "eval.Hallucination.score": 0 }).scores,
    ).toMatchObject([{ name: "Hallucination", value: 0, comment: "factual" }]);
  });
});
