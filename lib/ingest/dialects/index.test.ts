import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { toModelSpan } from "./index";
import { event, modelSpan, otlpSpan } from "./span.testing";

const chat = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o" };

describe("a span", () => {
  it("that nobody knows keeps everything it said, under its own kind", () => {
    const span = modelSpan(
      { "http.route": "/a", "app.n": 1, __proto__x: true },
      { span: { events: [event("cache.miss", { key: "k" })] } },
    );
    expect(span).toMatchObject({
      kind: "other",
      name: "step",
      attributes: { "http.route": "/a", "app.n": 1 },
      events: [{ name: "cache.miss", attributes: { key: "k" } }],
      tokens: null,
      streaming: null,
    });
  });

  it("that ends up to a second before it starts took no time; beyond that its times are no times", () => {
    const ending = (beforeStartNs: bigint) => {
      const span = otlpSpan(chat);
      return toModelSpan(
        { ...span, endNs: span.startNs - beforeStartNs },
        { attributes: new Map() },
        { name: "", version: "", attributes: new Map() },
      );
    };
    expect(ending(1n)).toMatchObject({ durationNs: 0n });
    expect(ending(1_000_000_000n)).toMatchObject({ durationNs: 0n });
    expect(ending(1_000_000_001n)).toMatchObject({ code: "bad_time" });
  });

  it("is of the function that the semantic conventions name, whatever a framework calls its step", () => {
    const named = {
      ...chat,
      "gen_ai.agent.name": "support",
      "openinference.span.kind": "LLM",
      "agent.name": "LlmAgent",
      "traceloop.workflow.name": "flow",
    };
    expect(modelSpan(named).functionName).toBe("support");
    expect(modelSpan({ ...named, "gen_ai.agent.name": "", "agent.name": "" }).functionName).toBe("flow");
  });

  it("has the metadata and parameters of all dialects, and where two have a key that of the more believed", () => {
    const span = modelSpan({
      ...chat,
      "gen_ai.request.temperature": 0.2,
      "openinference.span.kind": "LLM",
      "llm.invocation_parameters": '{"temperature":0.9,"top_k":5}',
      "langfuse.observation.metadata.plan": "gold",
      metadata: '{"plan":"silver","seat":"1"}',
    });
    expect(span.metadata).toMatchObject({ plan: "gold", seat: "1" });
    expect(span.parameters).toMatchObject({ temperature: 0.2, top_k: 5 });
  });

  it("does not repeat what was understood", () => {
    expect(modelSpan({ ...chat, "gen_ai.usage.input_tokens": 3, "app.x": 1 }).attributes).toEqual({
      "app.x": 1,
    });
  });

  it("keeps a value that is not of the expected type", () => {
    expect(modelSpan({ ...chat, "gen_ai.usage.input_tokens": "many" }).attributes).toEqual({
      "gen_ai.usage.input_tokens": "many",
    });
  });

  it("loses no attribute: each is understood or kept", () => {
    const words = fc.constantFrom(
      "app.a",
      "x",
      "__proto__",
      "constructor",
      "gen_ai.new",
      "llm.new",
      "ai.new",
      "logfire.new",
      "user.id2",
    );
    fc.assert(
      fc.property(fc.dictionary(words, fc.oneof(fc.integer(), fc.string())), (attributes) => {
        const entries = Object.entries(attributes) as [string, Json][];
        const span = toModelSpan(
          otlpSpan({}, { attributes: new Map(entries) }),
          { attributes: new Map() },
          { name: "", version: "", attributes: new Map() },
        );
        expect(span).not.toBe("pending");
        for (const [key, value] of entries)
          expect(
            Object.getOwnPropertyDescriptor((span as { attributes: object }).attributes, key)?.value,
          ).toEqual(value);
      }),
    );
  });
});

/** Keys that dialects read, with values that no client should send. */
const KEYS = [
  "gen_ai.operation.name",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.tool.definitions",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.name",
  "gen_ai.retrieval.documents",
  "gen_ai.response.finish_reasons",
  "gen_ai.response.time_to_first_chunk",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.cost",
  "gen_ai.prompt",
  "gen_ai.completion",
  "gen_ai.prompt.0.content",
  "gen_ai.prompt.0.tool_calls.0.name",
  "gen_ai.completion.0.tool_calls",
  "openinference.span.kind",
  "llm.input_messages.0.message.contents.0.message_content.type",
  "llm.input_messages.0.message.role",
  "llm.input_messages.0.message",
  "llm.output_messages.1.message.tool_calls.0.tool_call.function.name",
  "llm.invocation_parameters",
  "llm.tools.0.tool.json_schema",
  "input.value",
  "output.value",
  "llm.token_count.prompt",
  "retrieval.documents.0.document.metadata",
  "reranker.output_documents.0.document.score",
  "embedding.embeddings.0.embedding.vector",
  "annotations.0.annotation.score",
  "annotations.0.annotation.name",
  "ai.operationId",
  "ai.prompt",
  "ai.prompt.messages",
  "ai.response.toolCalls",
  "ai.response.providerMetadata",
  "ai.response.msToFirstChunk",
  "ai.values",
  "ai.embeddings",
  "ai.telemetry.metadata.tags",
  "langfuse.observation.type",
  "langfuse.observation.input",
  "langfuse.observation.output",
  "langfuse.observation.usage_details",
  "langfuse.observation.cost_details",
  "langfuse.observation.completion_start_time",
  "langfuse.observation.metadata.tags",
  "langsmith.span.kind",
  "langsmith.usage_metadata",
  "langsmith.metadata.ls_invocation_params",
  "traceloop.entity.input",
  "traceloop.span.kind",
  "mlflow.spanType",
  "mlflow.spanInputs",
  "mlflow.linkedPrompts",
  "lmnr.span.type",
  "metadata",
  "metadata.a",
  "tag.tags",
  "logfire.tags",
  "recount.first_token_at",
  "recount.document.updated_at",
  "mlflow.spanOutputs",
  "mlflow.chat.tokenUsage",
  "lmnr.span.output",
  "ai.documents",
  "ai.ranking",
  "eval.tone.score",
  "session.annotations.0.annotation.score",
  "logfire.span_type",
  "request_data",
  "response_data",
  "events",
  "pydantic_ai.all_messages",
  "all_messages_events",
  "model_request_parameters",
  "tool_arguments",
  "gcp.vertex.agent.llm_request",
  "gcp.vertex.agent.llm_response",
  "gcp.vertex.agent.tool_call_args",
  "genkit:metadata:subtype",
  "genkit:input",
  "genkit:output",
  "haystack.component.type",
  "haystack.component.input",
  "haystack.component.output",
  "spring.ai.kind",
  "db.system",
  "db.vector.query.response.documents",
  "llm.is_streaming",
  "llm.completions.0.content",
];
const KINDS = [
  "LLM",
  "TOOL",
  "EMBEDDING",
  "RETRIEVER",
  "RERANKER",
  "EVALUATOR",
  "AGENT",
  "chat",
  "execute_tool",
  "retrieval",
  "generation",
  "tool",
  "retriever",
  "llm",
  "ai.streamText",
  "ai.embedMany",
  '"RETRIEVER"',
  "model",
  "retriever",
  "OpenAIChatGenerator",
  "BM25Retriever",
  "tool_call",
  "chroma",
  "ai.rerank",
];

describe("values that no client should send", () => {
  const words = [
    "role",
    "content",
    "parts",
    "type",
    "messages",
    "choices",
    "message",
    "tool_calls",
    "function",
    "name",
    "arguments",
    "lc",
    "kwargs",
    "id",
    "output",
    "documents",
    "args",
    "usage",
    "text",
    "value",
    "image_url",
    "source",
    "file",
    "data",
    "embedding",
    "candidates",
    "generations",
    "parts",
    "replies",
    "meta",
    "system",
    "tools",
    "config",
    "toolUse",
    "functionCall",
    "inlineData",
    "image",
    "function_tools",
    "functionDeclarations",
    "event.name",
    "index",
  ];
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Json>(
        null,
        true,
        0,
        -1,
        1e300,
        2 ** 53,
        "",
        "x",
        "text",
        "tool_call",
        "function_call",
        "user",
        "[",
        "{}",
        '"q"',
        ...KINDS,
      ),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...words), tie("json"), { maxKeys: 4 }),
    ),
  }));
  const value = fc.oneof(
    json,
    json.map((item) => JSON.stringify(item)),
    fc.constantFrom<Json>(...KINDS),
  );
  it("become a span all the same, and one that can be stored", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 12 }),
        fc.constantFrom(
          "",
          "gen_ai",
          "langfuse-sdk",
          "langsmith",
          "@traceloop/instrumentation-anthropic",
          "@opentelemetry/instrumentation-openai",
        ),
        (attributes, scope) => {
          const events = [
            event("gen_ai.choice", attributes),
            event("gen_ai.client.inference.operation.details", attributes),
            event("db.query.result", attributes),
            event("exception", attributes),
          ];
          const span = modelSpan(attributes, { scope, span: { events } });
          expect(() =>
            JSON.stringify(span, (_, item: unknown) => (typeof item === "bigint" ? item.toString() : item)),
          ).not.toThrow();
          for (const message of [...(span.input ?? []), ...(span.output ?? [])])
            expect(typeof message.role).toBe("string");
          for (const bucket of Object.values(span.tokens ?? {}))
            expect(bucket === null || (Number.isInteger(bucket) && bucket >= 0)).toBe(true);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe("time to first token", () => {
  const ttft = (attributes: { [key: string]: Json }) => modelSpan({ ...chat, ...attributes }).ttftNs;
  it("is read in every unit", () => {
    expect(ttft({ "gen_ai.response.time_to_first_chunk": 0.42 })).toBe(420_000_000n);
    expect(
      modelSpan({ "ai.operationId": "ai.streamText.doStream", "ai.response.msToFirstChunk": 581.5 }).ttftNs,
    ).toBe(581_500_000n);
    expect(
      modelSpan({
        "langfuse.observation.type": "generation",
        "langfuse.observation.completion_start_time": '"1970-01-01T00:30:00.250Z"',
      }).ttftNs,
    ).toBe(250_000_000n);
    expect(ttft({ "recount.first_token_at": "1970-01-01T00:30:01Z" })).toBe(1_000_000_000n);
  });
  it("is unknown when it is zero, negative or after the end", () => {
    for (const value of [0, -1, 2.5])
      expect(ttft({ "gen_ai.response.time_to_first_chunk": value })).toBeNull();
  });
  it("is unknown for a call that did not stream, and says of an undecided one that it did", () => {
    expect(ttft({ "gen_ai.request.stream": false, "gen_ai.response.time_to_first_chunk": 0.4 })).toBeNull();
    expect(modelSpan({ ...chat, "gen_ai.response.time_to_first_chunk": 0.4 }).streaming).toBe(true);
  });
  it("is an event of the span in Python's instrumentations", () => {
    const at = (name: string, more: Record<string, Json> = {}) =>
      modelSpan(
        { "openinference.span.kind": "LLM", ...more },
        { span: { events: [event(name, {}, 1800n * 1_000_000_000n + 300_000_000n)] } },
      );
    expect(at("First Token Stream Event").ttftNs).toBe(300_000_000n);
    for (const name of ["gen_ai.content.completion.chunk", "llm.content.completion.chunk"])
      expect(at(name)).toMatchObject({ ttftNs: 300_000_000n, events: [] });
    // The Responses API's first event says only that the request was taken.
    expect(at("First Token Stream Event", { "output.value": '{"object":"response"}' }).ttftNs).toBeNull();
  });
  it("is not the first event of OpenAI's Responses API, which AI SDK 4 and 5 measure", () => {
    const stream = {
      "ai.operationId": "ai.streamText.doStream",
      "ai.model.provider": "openai.responses",
      "ai.response.msToFirstChunk": 30,
    };
    expect(modelSpan(stream)).toMatchObject({
      ttftNs: null,
      attributes: { "ai.response.msToFirstChunk": 30 },
    });
    expect(modelSpan({ ...stream, "ai.usage.inputTokenDetails.noCacheTokens": 9 }).ttftNs).toBe(30_000_000n);
  });
  it("is unknown when the first chunk came with the end, unless the client says that it streamed", () => {
    expect(ttft({ "gen_ai.response.time_to_first_chunk": 1.9999 })).toBeNull();
    expect(ttft({ "gen_ai.request.stream": true, "gen_ai.response.time_to_first_chunk": 1.9999 })).toBe(
      1_999_900_000n,
    );
  });
});

describe("where several dialects speak", () => {
  it("each concept comes from the one that is believed most about it", () => {
    const span = modelSpan({
      "openinference.span.kind": "LLM",
      "llm.token_count.prompt": 99,
      "llm.token_count.prompt_details.cache_read": 20,
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.conversation.id": "conversation",
      "session.id": "session",
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.system": "openai.chat",
    });
    expect(span).toMatchObject({
      kind: "llm",
      sessionId: "session",
      provider: "openai",
      tokens: { inputUncached: 80, cacheRead: 20 },
    });
  });
  it("LangSmith's kind wins over the operation it writes beside it", () => {
    expect(
      modelSpan({
        "langsmith.span.kind": "retriever",
        "gen_ai.operation.name": "embeddings",
        "gen_ai.system": "langchain",
      }),
    ).toMatchObject({ kind: "retrieval", provider: null });
  });
  it("our own words win over all", () => {
    const span = modelSpan(
      {
        ...chat,
        "recount.feature": "faq",
        metadata: '{"feature":"other"}',
        "recount.prompt.name": "p",
        "gen_ai.prompt.name": "q",
        "recount.side_effect": true,
        "recount.decision.subject": "C-1",
      },
      { resource: { "recount.simulated": true } },
    );
    expect(span).toMatchObject({
      feature: "faq",
      promptName: "p",
      flags: 1 | 8,
      metadata: { decision_subject: "C-1" },
    });
  });
});

describe("Langfuse", () => {
  const stream = {
    "langfuse.observation.type": "generation",
    "langfuse.observation.model.name": "gpt-4o-2024-08-06",
    "langfuse.observation.completion_start_time": '"1970-01-01T00:30:00.250Z"',
  };
  it("names the model that answered in Python, the one that was asked for in JavaScript's streams", () => {
    expect(modelSpan(stream).responseModel).toBeNull();
    const python = { resource: { "telemetry.sdk.language": "python" } };
    expect(modelSpan(stream, python).responseModel).toBe("gpt-4o-2024-08-06");
  });
  it("shows the arguments of a decorated Python function as the program named them", () => {
    const tool = {
      "langfuse.observation.type": "tool",
      "langfuse.observation.input": '{"args": [], "kwargs": {"order_id": "A-17"}}',
    };
    expect(modelSpan(tool).inputValue).toEqual({ order_id: "A-17" });
  });
});

describe("OpenInference", () => {
  it("has LangChain's own answer tell the model, the provider and whether it streamed", () => {
    const call = (className: string) => ({
      "openinference.span.kind": "LLM",
      "llm.model_name": "gpt-4o",
      "llm.invocation_parameters": '{"model":"gpt-4o","stream":false}',
      metadata: '{"ls_provider":"openai"}',
      "output.value": JSON.stringify({
        generations: [
          [
            {
              text: "Hello",
              message: {
                lc: 1,
                type: "constructor",
                id: ["langchain_core", "messages", className],
                kwargs: { content: "Hello", response_metadata: { model_name: "gpt-4o-2024-08-06" } },
              },
            },
          ],
        ],
      }),
    });
    expect(modelSpan(call("AIMessageChunk"))).toMatchObject({
      streaming: true,
      provider: "openai",
      requestModel: "gpt-4o",
      responseModel: "gpt-4o-2024-08-06",
    });
    expect(modelSpan(call("AIMessage")).streaming).toBe(false);
  });
  it("says in the Responses API's raw answer why a stream ended", () => {
    const answer = {
      "openinference.span.kind": "LLM",
      "output.value": '{"object":"response","status":"completed"}',
    };
    expect(modelSpan(answer).finishReason).toBe("stop");
  });
});

describe("errors", () => {
  it("status unset is success, and a warning is no error", () => {
    expect(modelSpan(chat).isError).toBe(false);
    expect(
      modelSpan({
        "langfuse.observation.type": "tool",
        "langfuse.observation.level": "WARNING",
        "langfuse.observation.status_message": "slow",
      }),
    ).toMatchObject({ isError: false, attributes: { "langfuse.observation.status_message": "slow" } });
    expect(modelSpan({ "logfire.level_num": 17 }).isError).toBe(true);
  });
  it("the type is said, or is the exception's, or stands at the start of the message", () => {
    const type = (attributes: { [key: string]: Json }, statusMessage: string, exception?: string) =>
      modelSpan(attributes, {
        span: {
          statusCode: 2,
          statusMessage,
          events: exception ? [event("exception", { "exception.type": exception })] : [],
        },
      }).error?.type;
    expect(type({ "error.type": "RateLimitError" }, "429 slow", "rate_limit_exceeded")).toBe(
      "RateLimitError",
    );
    expect(type({}, "429 slow", "rate_limit_exceeded")).toBe("rate_limit_exceeded");
    expect(type({}, "429 slow")).toBe("429");
    expect(type({}, "TypeError: x is not a function")).toBe("TypeError");
    expect(type({}, "it broke")).toBeNull();
    expect(type({ "http.response.status_code": 529 }, "it broke")).toBe("529");
  });
  it("a message may have lines", () => {
    const statusMessage = "PipelineRuntimeError: a component failed:\nError: 429 - too many requests";
    expect(modelSpan({}, { span: { statusCode: 2, statusMessage } }).error).toMatchObject({
      message: statusMessage,
      stack: null,
    });
  });
  it("a stack behind the message is none of it", () => {
    expect(
      modelSpan({}, { span: { statusCode: 2, statusMessage: "boom\n    at f\n    at g" } }).error,
    ).toMatchObject({ message: "boom", stack: "    at f\n    at g" });
  });
});
