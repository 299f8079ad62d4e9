import { describe, expect, it } from "vitest";

import { tokenTotals } from "@/lib/model/tokens";

import { event, modelSpan } from "./span.testing";

const sonnet = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "aws.bedrock",
  "gen_ai.request.model": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
};
const converse = {
  "gen_ai.usage.input_tokens": 5000,
  "gen_ai.usage.output_tokens": 500,
  "gen_ai.usage.cache_read.input_tokens": 3000,
  "gen_ai.usage.cache_creation.input_tokens": 1000,
};
const input = (attributes: Parameters<typeof modelSpan>[0], scope?: string) => {
  const span = modelSpan(attributes, scope === undefined ? {} : { scope });
  return [tokenTotals(span.tokens)?.input_total, span.usageRule];
};

describe("whether the input includes the cache", () => {
  it.each([
    "opentelemetry.instrumentation.botocore.bedrock-runtime",
    "opentelemetry.instrumentation.bedrock",
    "@traceloop/instrumentation-bedrock",
  ])("%s hands on what Converse counts, which leaves it out", (scope) =>
    expect(input({ ...sonnet, ...converse }, scope)).toEqual([9000, `scope:${scope}`]),
  );

  it("OpenInference's Bedrock does, too", () =>
    expect(
      input(
        {
          "openinference.span.kind": "LLM",
          "llm.model_name": "us.anthropic.claude-sonnet-4-5",
          "llm.token_count.prompt": 5000,
          "llm.token_count.completion": 500,
          "llm.token_count.prompt_details.cache_read": 3000,
          "llm.token_count.prompt_details.cache_write": 1000,
        },
        "openinference.instrumentation.bedrock",
      ),
    ).toEqual([9000, "scope:openinference-bedrock"]));

  it("the convention's names include it", () =>
    expect(input({ ...sonnet, ...converse })).toEqual([5000, "inclusive_by_convention"]));

  it("a total that adds it tells that they do not", () =>
    expect(input({ ...sonnet, ...converse, "gen_ai.usage.total_tokens": 9500 })).toEqual([
      9000,
      "total_adds_cache",
    ]));

  it("a total without it tells that they hold it, also under the provider's own names", () => {
    const native = {
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": "claude-sonnet-4-5",
      "gen_ai.usage.input_tokens": 9000,
      "gen_ai.usage.output_tokens": 500,
      "gen_ai.usage.total_tokens": 9500,
      "gen_ai.usage.cache_read_input_tokens": 3000,
      "gen_ai.usage.cache_creation_input_tokens": 1000,
    };
    expect(input(native)).toEqual([9000, "total_holds_cache"]);
    expect(input(native, "@traceloop/instrumentation-anthropic")[0]).toBe(13_000);
    expect(input({ ...native, "gen_ai.usage.total_tokens": 13_500 })).toEqual([13_000, "total_adds_cache"]);
  });

  it("OpenLIT hands on what Anthropic counts, whatever names and total it writes", () => {
    const said = {
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": "claude-sonnet-4-5",
      "gen_ai.usage.input_tokens": 9000,
      "gen_ai.usage.output_tokens": 500,
      "gen_ai.usage.total_tokens": 9500,
      "gen_ai.usage.cache_read.input_tokens": 3000,
      "gen_ai.usage.cache_creation.input_tokens": 1000,
    };
    expect(input(said, "openlit.otel.tracing")).toEqual([13_000, "client:openlit"]);
  });

  it("the provider's own names exclude it", () => {
    const native = {
      "gen_ai.usage.input_tokens": 10_000,
      "gen_ai.usage.output_tokens": 50,
      "gen_ai.usage.cache_read_input_tokens": 8000,
      "gen_ai.usage.cache_write_input_tokens": 1000,
    };
    expect(input({ ...sonnet, ...native })).toEqual([19_000, "native_names"]);
    // Strands writes both, and counts as the convention does.
    const both = {
      ...native,
      "gen_ai.usage.cache_read.input_tokens": 8000,
      "gen_ai.usage.cache_creation.input_tokens": 1000,
    };
    expect(input({ ...sonnet, ...both })).toEqual([10_000, "inclusive_by_convention"]);
    expect(input({ ...sonnet, ...both, "gen_ai.system": "strands-agents" })[0]).toBe(10_000);
    // Of a provider whose API includes it, they do.
    expect(input({ ...native, "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o" })[0]).toBe(
      10_000,
    );
  });

  it("two names of the input that are just the cache apart tell", () =>
    expect(
      input({
        ...sonnet,
        "gen_ai.usage.input_tokens": 10_000,
        "gen_ai.usage.prompt_tokens": 2000,
        "gen_ai.usage.cache_read_input_tokens": 8000,
      }),
    ).toEqual([10_000, "uncached_reported"]));

  it("a part that one name calls 0 and another counts is counted", () =>
    expect(
      modelSpan({
        ...sonnet,
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.cache_read.input_tokens": 0,
        "gen_ai.usage.cached_tokens": 80,
      }).tokens,
    ).toMatchObject({ inputUncached: 20, cacheRead: 80 }));

  it("where nobody speaks of a cache, nothing is known of one", () =>
    expect(modelSpan({ ...sonnet, "gen_ai.usage.input_tokens": 100 }).tokens?.cacheRead).toBeNull());
});

describe("operation details on an event of the span", () => {
  it("tell what the span itself does not", () =>
    expect(
      modelSpan(
        { "gen_ai.operation.name": "chat" },
        {
          span: {
            events: [
              event("gen_ai.client.inference.operation.details", {
                "gen_ai.provider.name": "openai",
                "gen_ai.request.model": "gpt-4o",
                "gen_ai.response.finish_reasons": ["length"],
                "gen_ai.usage.input_tokens": 100,
                "gen_ai.usage.cache_read.input_tokens": 40,
                "gen_ai.usage.output_tokens": 7,
              }),
            ],
          },
        },
      ),
    ).toMatchObject({
      kind: "llm",
      provider: "openai",
      requestModel: "gpt-4o",
      finishReason: "length",
      tokens: { inputUncached: 60, cacheRead: 40, outputText: 7 },
    }));
});

describe("results of tools that the provider ran", () => {
  const gemini = {
    "gen_ai.provider.name": "gcp.gemini",
    "gen_ai.request.model": "gemini-2.5-flash",
    "gen_ai.usage.input_tokens": 1000,
    "gen_ai.usage.output_tokens": 100,
  };
  it.each(["gen_ai.usage.tool_use_prompt_tokens", "gen_ai.usage.details.tool_use_prompt_tokens"])(
    "%s is input beside the prompt, where the total does not tell otherwise",
    (key) => {
      const said = { ...gemini, [key]: 500 };
      expect(input(said)[0]).toBe(1500);
      expect(input({ ...said, "gen_ai.usage.total_tokens": 1600 })[0]).toBe(1500);
      expect(input({ ...said, "gen_ai.usage.total_tokens": 1100 })[0]).toBe(1000);
      expect(input({ ...said, "gen_ai.usage.total_tokens": 1234 })).toEqual([null, "tools_contradict_total"]);
    },
  );
  it("are in the counts of a client that adds them up", () =>
    expect(input({ ...gemini, "gen_ai.usage.details.tool_use_prompt_tokens": 500 }, "pydantic-ai")[0]).toBe(
      1000,
    ));
});

it("a count that no call can take is none, and stays to be seen", () =>
  expect(
    modelSpan({ "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 2_147_483_647 }),
  ).toMatchObject({ tokens: null, attributes: { "gen_ai.usage.input_tokens": 2_147_483_647 } }));
