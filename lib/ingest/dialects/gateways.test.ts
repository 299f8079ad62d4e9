import { describe, expect, it } from "vitest";

import { modelSpan } from "./span.testing";

describe("Cloudflare's AI gateway", () => {
  it("tells the call whole, in the provider's own shape", () =>
    expect(
      modelSpan({
        "gen_ai.request.model": "claude-sonnet-4-5",
        "gen_ai.model.provider": "anthropic",
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 500,
        "gen_ai.prompt_json": JSON.stringify({
          system: "Be brief.",
          messages: [{ role: "user", content: "hi there" }],
          max_tokens: 100,
        }),
        "gen_ai.completion_json": JSON.stringify({
          id: "msg_1",
          role: "assistant",
          model: "claude-sonnet-4-5-20250929",
          content: [{ type: "text", text: "hello" }],
          stop_reason: "end_turn",
        }),
        "gen_ai.usage.cost": 0.0105,
        user_id: "u-cf",
        team: "growth",
      }),
    ).toMatchObject({
      kind: "llm",
      provider: "anthropic",
      system: "Be brief.",
      responseModel: "claude-sonnet-4-5-20250929",
      responseId: "msg_1",
      finishReason: "stop",
      parameters: { max_tokens: 100 },
      reportedCostUsd: "0.0105",
      userId: "u-cf",
      attributes: { team: "growth" },
    }));
});

describe("LiteLLM's callback", () => {
  const scope = "litellm";
  const call = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.usage.input_tokens": 10_000,
    "gen_ai.usage.output_tokens": 50,
  };
  it("names what the cache cost and not how many tokens it was: then that is to be settled", () =>
    expect(
      modelSpan(
        { ...call, "gen_ai.cost.cache_read_cost": 0.01, "gen_ai.cost.total_cost": 0.0155 },
        { scope },
      ),
    ).toMatchObject({ cacheCostUsd: { read: 0.01, write: 0 }, reportedCostUsd: "0.0155" }));

  it("nothing was cached where the cache cost nothing", () =>
    expect(modelSpan({ ...call, "gen_ai.cost.cache_read_cost": 0 }, { scope }).cacheCostUsd).toBeUndefined());

  it("nothing is to be settled where the tokens are counted", () =>
    expect(
      modelSpan(
        { ...call, "gen_ai.cost.cache_read_cost": 0.01, "gen_ai.usage.cache_read.input_tokens": 8000 },
        { scope },
      ).cacheCostUsd,
    ).toBeUndefined());

  it("counts them in a dictionary as Python writes it", () =>
    expect(
      modelSpan(
        {
          ...call,
          "gen_ai.cost.cache_read_cost": 0.01,
          "metadata.usage_object":
            "{'completion_tokens': 50, 'prompt_tokens': 10000, 'total_tokens': 10050, 'completion_tokens_details': None, 'prompt_tokens_details': {'cached_tokens': 8000, 'audio_tokens': None}}",
          "llm.is_streaming": "True",
          "llm.user": "u-1",
        },
        { scope },
      ),
    ).toMatchObject({
      tokens: { inputUncached: 2000, cacheRead: 8000, outputText: 50 },
      streaming: true,
      userId: "u-1",
    }));

  it("its own id of the call is no id of an answer", () => {
    const id = { ...call, "litellm.call_id": "c-1" };
    expect(modelSpan({ ...id, "gen_ai.response.id": "c-1" }, { scope }).responseId).toBeNull();
    expect(modelSpan({ ...id, "gen_ai.response.id": "chatcmpl-1" }, { scope }).responseId).toBe("chatcmpl-1");
  });

  it("tools that the model asks for stand beside its messages", () =>
    expect(
      modelSpan(
        {
          ...call,
          "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"hm"}]}]',
          "gen_ai.completion.0.function_call.name": "f",
          "gen_ai.completion.0.function_call.arguments": '{"a":1}',
          "gen_ai.completion.1.function_call.name": "g",
        },
        { scope },
      ).output,
    ).toMatchObject([
      {
        role: "assistant",
        content: "hm",
        tool_calls: [
          { id: null, name: "f", arguments: { a: 1 } },
          { id: null, name: "g" },
        ],
      },
    ]));

  it("the provider's own words below the call are no second call", () =>
    expect(
      modelSpan(
        { "llm.openai.model": "gpt-4o", "llm.openai.usage": "{'prompt_tokens': 10000}" },
        { scope, span: { name: "raw_gen_ai_request" } },
      ),
    ).toMatchObject({ kind: "other", tokens: null, attributes: { "llm.openai.model": "gpt-4o" } }));
});
