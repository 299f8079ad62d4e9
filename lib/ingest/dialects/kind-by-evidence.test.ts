import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { modelSpan } from "./span.testing";

const used = { "gen_ai.usage.input_tokens": 128, "gen_ai.usage.output_tokens": 64 };
const model = { "gen_ai.request.model": "m" };

describe("what a span is, whatever names it", () => {
  it.each<[what: string, attributes: { [key: string]: Json }, kind: string]>([
    ["a model that was asked", model, "llm"],
    ["a model that answered", { "gen_ai.response.model": "m" }, "llm"],
    ["usage and no model", used, "llm"],
    ["usage by its total alone", { "gen_ai.usage.total_tokens": 10 }, "llm"],
    [
      "vLLM",
      {
        "gen_ai.request.id": "cmpl-1",
        "gen_ai.usage.prompt_tokens": 1,
        "gen_ai.response.model": "Qwen/Qwen2.5",
      },
      "llm",
    ],
    ["an operation that nobody knows, with a model", { ...model, "gen_ai.operation.name": "ponder" }, "llm"],
    ["an operation that nobody knows, without one", { "gen_ai.operation.name": "ponder" }, "other"],
    ["a model of embeddings", { "gen_ai.request.model": "text-embedding-3-small" }, "embedding"],
    ["a model of rerankings", { "gen_ai.request.model": "rerank-v3.5" }, "rerank"],
    ["counts and a model in bare names", { model: "m", input_tokens: 1, output_tokens: 2 }, "llm"],
    ["a model in a bare name alone", { model: "T" }, "other"],
    ["a tool's name beside a model: it was asked for", { ...model, ...used, "gen_ai.tool.name": "f" }, "llm"],
    ["a tool's name alone", { "gen_ai.tool.name": "f" }, "tool"],
    ["Gemini CLI's call", { ...model, "gen_ai.operation.name": "llm_call" }, "llm"],
    ["Gemini CLI's tool", { "gen_ai.operation.name": "tool_call", "gen_ai.tool.name": "ls" }, "tool"],
    ["realtime_inference", { ...model, ...used, "gen_ai.operation.name": "realtime_inference" }, "llm"],
    ["transcription", { ...model, "gen_ai.operation.name": "transcription" }, "llm"],
    ["run_guardrail", { ...model, ...used, "gen_ai.operation.name": "run_guardrail" }, "guardrail"],
    ["apply_guardrail", { "gen_ai.operation.name": "apply_guardrail" }, "guardrail"],
    ["search_memory", { ...model, "gen_ai.operation.name": "search_memory" }, "retrieval"],
    ["create_memory", { ...model, "gen_ai.operation.name": "create_memory" }, "other"],
    ["upsert_memory", { ...model, "gen_ai.operation.name": "upsert_memory" }, "other"],
    ["delete_memory_store", { ...model, "gen_ai.operation.name": "delete_memory_store" }, "other"],
    ["fetch_response", { ...model, "gen_ai.operation.name": "fetch_response" }, "other"],
    ["invoke_agent", { ...model, ...used, "gen_ai.operation.name": "invoke_agent" }, "agent"],
    ["an agent that OpenInference names", { ...used, "openinference.span.kind": "AGENT" }, "agent"],
  ])("%s", (_, attributes, kind) => expect(modelSpan(attributes).kind).toBe(kind));

  it("a failed call is a call", () =>
    expect(modelSpan(model, { span: { statusCode: 2 } })).toMatchObject({ kind: "llm", isError: true }));

  it("an agent that carries usage keeps it, with its model and provider", () =>
    expect(
      modelSpan({
        ...model,
        ...used,
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.provider.name": "openai",
      }),
    ).toMatchObject({
      kind: "agent",
      provider: "openai",
      requestModel: "m",
      tokens: { inputUncached: 128, outputText: 64 },
    }));

  it("Codex' turn sums up its answers: it stands for them where they are not told", () =>
    expect(
      modelSpan({
        model: "gpt-5.5",
        "codex.turn.token_usage.input_tokens": 100,
        "codex.turn.token_usage.cached_input_tokens": 60,
        "codex.turn.token_usage.non_cached_input_tokens": 40,
        "codex.turn.token_usage.output_tokens": 9,
        "codex.turn.token_usage.reasoning_output_tokens": 4,
        "codex.turn.token_usage.total_tokens": 109,
      }),
    ).toMatchObject({
      kind: "workflow",
      requestModel: "gpt-5.5",
      tokens: { inputUncached: 40, cacheRead: 60, outputText: 5, reasoning: 4 },
    }));

  it("Codex names the model without a first word", () =>
    expect(modelSpan({ ...used, "codex.usage.reasoning_output_tokens": 4, model: "gpt-5.5" })).toMatchObject({
      kind: "llm",
      requestModel: "gpt-5.5",
      tokens: { reasoning: 4, outputText: 60 },
    }));
});
