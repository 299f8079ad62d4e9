import { describe, expect, it } from "vitest";

import { modelSpan } from "./span.testing";

const call = {
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "gpt-4o",
  "gen_ai.usage.input_tokens": 5000,
  "gen_ai.usage.output_tokens": 100,
};

describe("counts in other words beside GenAI's", () => {
  it.each([
    "llm.token_count.prompt_details.cache_read",
    "ai.usage.cachedInputTokens",
    "llm.usage.cache_read_input_tokens",
    "cached_tokens",
    "usage.cached_tokens",
    "gen_ai.openai.usage.cached_tokens",
  ])("%s completes them", (key) =>
    expect(modelSpan({ ...call, [key]: 3000 }).tokens).toMatchObject({
      inputUncached: 2000,
      cacheRead: 3000,
      outputText: 100,
    }),
  );

  it("do not stand in the place of what GenAI's count", () =>
    expect(
      modelSpan({
        ...call,
        "gen_ai.usage.cache_read.input_tokens": 1000,
        "llm.token_count.prompt": 7000,
        "llm.token_count.prompt_details.cache_read": 3000,
      }).tokens,
    ).toMatchObject({ inputUncached: 4000, cacheRead: 1000 }));

  it("in the provider's own names mean what it counts", () =>
    expect(
      modelSpan({
        ...call,
        "gen_ai.provider.name": "anthropic",
        "gen_ai.request.model": "claude-sonnet-4-5",
        "llm.usage.cache_read_input_tokens": 3000,
      }).tokens,
    ).toMatchObject({ inputUncached: 5000, cacheRead: 3000 }));
});
