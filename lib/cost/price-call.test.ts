import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type TokenBuckets, UNKNOWN_TOKENS } from "@/lib/model/tokens";

import { costOf } from "./cost-of";
import type { OwnPrice } from "./own-price";
import { PriceBook } from "./price-book";
import { type BillableCall, assessCost, priceCall } from "./price-call";

const tokens = (known: Partial<TokenBuckets>): TokenBuckets => ({ ...UNKNOWN_TOKENS, ...known });

const call = {
  kind: "llm" as const,
  provider: "openai",
  requestModel: "gpt-4o",
  responseModel: null,
  serviceTier: null,
  startedAt: new Date("2026-10-01T12:00:00Z"),
};

const price = (said: BillableCall) => priceCall(said, PriceBook.list);

describe("price of a call", () => {
  it("bills cached input at its own price", () => {
    const priced = price({
      ...call,
      tokens: tokens({ inputUncached: 286, cacheRead: 1024, outputText: 21 }),
    });
    // 286 * 2.5 + 1024 * 1.25 + 21 * 10 dollars a million tokens
    expect(priced?.costNanoUsd).toBe(2_205_000n);
    expect(priced?.price).toMatchObject({ provider: "openai", model: "gpt-4o" });
  });

  it("takes the tier of the whole request", () => {
    const sonnet = { ...call, provider: "anthropic", requestModel: "claude-sonnet-4-5" };
    const small = price({ ...sonnet, tokens: tokens({ inputUncached: 200_000, outputText: 0 }) });
    const large = price({ ...sonnet, tokens: tokens({ inputUncached: 200_001, outputText: 0 }) });
    expect(small?.costNanoUsd).toBe(600_000_000n);
    expect(large?.costNanoUsd).toBe(1_200_006_000n);
  });

  it("counts every kind of input for the tier: uncached, cached, written and audio", () => {
    const sonnet = { ...call, provider: "anthropic", requestModel: "claude-sonnet-4-5" };
    const perInput = (more: Partial<TokenBuckets>) => {
      const asked: number[] = [];
      const book = Object.assign(new PriceBook([]), {
        candidates: ({ inputTokens }: { inputTokens: number }) => (asked.push(inputTokens), []),
      });
      priceCall({ ...sonnet, tokens: tokens({ inputUncached: 100_000, outputText: 1, ...more }) }, book);
      return asked[0];
    };
    expect(perInput({})).toBe(100_000);
    for (const bucket of ["cacheRead", "cacheWrite", "inputAudio"] as const)
      expect([bucket, perInput({ [bucket]: 100_001 })]).toEqual([bucket, 200_001]);
  });

  it("is unknown without usage, without output, and for a model nobody lists", () => {
    expect(price({ ...call, tokens: null })).toBeNull();
    expect(price({ ...call, tokens: tokens({ inputUncached: 10 }) })).toBeNull();
    expect(
      price({
        ...call,
        requestModel: "home-grown-7b",
        tokens: tokens({ inputUncached: 1, outputText: 1 }),
      }),
    ).toBeNull();
  });

  it("an embedding needs no output", () => {
    const priced = price({
      ...call,
      kind: "embedding",
      requestModel: "text-embedding-3-small",
      tokens: tokens({ inputUncached: 1000 }),
    });
    expect(priced?.costNanoUsd).toBe(20_000n);
  });
});

describe("names that clients use", () => {
  const listed = (provider: string | null, requestModel: string, responseModel: string | null = null) => {
    const priced = price({
      ...call,
      provider,
      requestModel,
      responseModel,
      tokens: tokens({ inputUncached: 1, outputText: 0 }),
    });
    return priced && `${priced.price.provider}/${priced.price.model}`;
  };

  it.each([
    ["azure.ai.openai", "prod-chat", "gpt-4o-2024-08-06", "azure/gpt-4o"],
    ["openai", "gpt-4o", "gpt-4o-2024-08-06", "openai/gpt-4o"],
    [
      "aws.bedrock",
      "us.anthropic.claude-3-5-sonnet-20240620-v1:0",
      null,
      "aws/regional.anthropic.claude-3-5-sonnet-20240620-v1:0",
    ],
    [
      "anthropic",
      "us.anthropic.claude-haiku-4-5-20251001-v1:0",
      null,
      "aws/regional.anthropic.claude-haiku-4-5-20251001-v1:0",
    ],
    ["gcp.gemini", "models/gemini-2.5-flash", null, "google/gemini-2.5-flash"],
    [
      "gcp.vertex_ai",
      "projects/p/locations/eu/publishers/google/models/gemini-2.5-flash",
      null,
      "google/gemini-2.5-flash",
    ],
    ["openai", "openrouter/anthropic/claude-sonnet-4.5", null, "openrouter/anthropic/claude-sonnet-4.5"],
    [
      "openai",
      "bedrock/anthropic.claude-3-haiku-20240307-v1:0",
      null,
      "aws/regional.anthropic.claude-3-haiku-20240307-v1:0",
    ],
    ["openai", "azure/gpt-4.1-mini", null, "azure/gpt-4.1-mini"],
    ["our-gateway", "gpt-4o", null, "openai/gpt-4o"],
    ["openai", "ft:gpt-4o-mini-2024-07-18:acme::abc", null, "openai/ft:gpt-4o-mini"],
    [null, "text-embedding-3-large", null, "openai/text-embedding-3-large"],
  ])("%s %s (%s) is %s", (provider, requestModel, responseModel, expected) => {
    expect(listed(provider, requestModel, responseModel)).toBe(expected);
  });

  it.each([
    ["azure.ai.openai", "prod-chat"],
    ["ollama", "deepseek-chat"],
    ["openai", "deepseek-r1:7b"],
    ["openai", "ollama/llama3.2"],
    ["vllm", "mistral-large-latest"],
  ])("%s %s has no price that a list could know", (provider, model) => {
    expect(listed(provider, model)).toBeNull();
  });
});

describe("service tiers", () => {
  const used = { ...call, tokens: tokens({ inputUncached: 1000, outputText: 1000 }) };

  it("are not billed at the standard price: without a price of their own the cost is unknown, and why is said", () => {
    expect(assessCost({ ...used, serviceTier: "flex" }, PriceBook.list)).toEqual({
      unknown: "no_tier_price",
    });
    expect(assessCost({ ...used, requestModel: "x-9", serviceTier: "batch" }, PriceBook.list)).toEqual({
      unknown: "no_price",
    });
  });

  it("have the list's price where it has one", () => {
    const gpt5 = { ...used, requestModel: "gpt-5", startedAt: new Date("2026-11-01T00:00:00Z") };
    expect(price(gpt5)?.costNanoUsd).toBe(11_250_000n);
    expect(price({ ...gpt5, serviceTier: "batch" })?.costNanoUsd).toBe(5_625_000n);
    expect(price({ ...gpt5, serviceTier: "flex" })?.costNanoUsd).toBe(5_625_000n);
    expect(price({ ...gpt5, serviceTier: "priority" })?.costNanoUsd).toBe(22_500_000n);
    // Known to the second list alone.
    const gemini = { ...used, provider: "gcp.gemini", requestModel: "gemini-2.5-pro" };
    expect(price({ ...gemini, serviceTier: "priority" })).toMatchObject({
      costNanoUsd: 20_250_000n,
      price: { source: "litellm" },
    });
    const batch = { ...used, provider: "openrouter", requestModel: "openai/gpt-6-sol" };
    expect(price({ ...batch, serviceTier: "batch" })?.costNanoUsd).toBe(6_000_000n);
    expect(price({ ...batch, serviceTier: null })?.costNanoUsd).toBe(12_000_000n);
  });

  it("have the project's own price where it gives one", () => {
    const book = new PriceBook([
      own({
        units: {
          standard: { input_mtok: "2", output_mtok: "8" },
          batch: { input_mtok: "1", output_mtok: "4" },
        },
      }),
    ]);
    expect(priceCall(used, book)?.costNanoUsd).toBe(10_000_000n);
    expect(priceCall({ ...used, serviceTier: "batch" }, book)?.costNanoUsd).toBe(5_000_000n);
    expect(assessCost({ ...used, serviceTier: "flex" }, book)).toEqual({ unknown: "no_tier_price" });
  });
});

const own = (said: Partial<OwnPrice>): OwnPrice => ({
  id: 1,
  provider: "*",
  model: "gpt-4o",
  validFrom: null,
  validTo: null,
  units: { standard: { input_mtok: "1", output_mtok: "1" } },
  ...said,
});

describe("a project's own prices", () => {
  const used = { ...call, tokens: tokens({ inputUncached: 1_000_000, outputText: 0 }) };
  const dollars = (prices: OwnPrice[], said: Partial<BillableCall> = {}) =>
    Number(priceCall({ ...used, ...said }, new PriceBook(prices))?.costNanoUsd) / 1e9;
  const at = (input_mtok: string) => ({ standard: { input_mtok, output_mtok: "0" } });

  it("hold on their days, the first and the last included, and the list's on all others", () => {
    const march = [own({ validFrom: "2026-03-01", validTo: "2026-03-31", units: at("7") })];
    const on = (iso: string) => dollars(march, { startedAt: new Date(iso) });
    expect(on("2026-02-28T23:59:59.999Z")).toBe(2.5);
    expect(on("2026-03-01T00:00:00Z")).toBe(7);
    expect(on("2026-03-31T23:59:59.999Z")).toBe(7);
    expect(on("2026-04-01T00:00:00Z")).toBe(2.5);
  });

  it("that names no price for a tier leaves it without one: the list is not asked", () => {
    const batch = { serviceTier: "batch" };
    expect(dollars([], batch)).toBe(1.25);
    expect(dollars([own({})])).toBe(1);
    expect(priceCall({ ...used, ...batch }, new PriceBook([own({})]))).toBeNull();
  });

  it("the one that says most wins: an exact name, the longest beginning, the provider", () => {
    const prices = [
      own({ id: 1, model: "gpt-*", units: at("1") }),
      own({ id: 2, model: "gpt-4*", units: at("2") }),
      own({ id: 3, model: "gpt-4o", units: at("3") }),
      own({ id: 4, model: "gpt-4o", provider: "azure.ai.openai", units: at("4") }),
    ];
    expect(dollars(prices)).toBe(3);
    expect(dollars(prices, { provider: "azure.ai.openai" })).toBe(4);
    expect(dollars(prices, { requestModel: "gpt-4.1" })).toBe(2);
    expect(dollars(prices, { requestModel: "GPT-5" })).toBe(1);
  });

  it("for what was asked for hold although the list knows what answered: a deployment has its contract's price", () => {
    const prices = [own({ model: "prod-chat", units: at("2") })];
    expect(dollars(prices, { requestModel: "prod-chat", responseModel: "gpt-4o-2024-08-06" })).toBe(2);
  });
});

it("a fee for each request is added once", () => {
  const sonar = { ...call, provider: "perplexity", requestModel: "sonar-pro" };
  // 1 * 3e-6 + 1 * 15e-6 + 6 / 1000: a search of the usual, low context size
  expect(price({ ...sonar, tokens: tokens({ inputUncached: 1, outputText: 1 }) })?.costNanoUsd).toBe(
    6_018_000n,
  );
});

it("a bucket split in two costs what it cost whole, to one rounding", () => {
  const units = { input_mtok: "0.0375", output_mtok: "0.15" };
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (input, output) => {
      const whole = costOf(units, tokens({ inputUncached: input, outputText: output })) as bigint;
      expect(whole).toBe((BigInt(input) * 375n + BigInt(output) * 1500n + 5n) / 10n);
    }),
  );
});

it("tokens without a price make the cost unknown", () => {
  expect(costOf({ input_mtok: "1" }, tokens({ inputUncached: 1, outputText: 1 }))).toBeNull();
});

describe("searches of the web within a call", () => {
  const used = tokens({ inputUncached: 1000, outputText: 100 });
  const searching = (requestModel: string, provider: string, webSearches: number | null) =>
    assessCost(
      { ...call, provider, requestModel, tokens: used, quantities: { webSearches } },
      PriceBook.list,
    );
  it("are billed beside its tokens", () => {
    // 1,000 * 3 + 100 * 15 dollars a million tokens, and 3 * 10 dollars a thousand searches
    expect(searching("claude-sonnet-4-5", "anthropic", 3)).toMatchObject({ costNanoUsd: 34_500_000n });
    for (const none of [0, null])
      expect(searching("claude-sonnet-4-5", "anthropic", none)).toMatchObject({ costNanoUsd: 4_500_000n });
  });
  it("are paid by a fee for each call", () =>
    expect(searching("sonar", "perplexity", 3)).toEqual(searching("sonar", "perplexity", 0)));
  it("leave the cost unknown where the price says nothing of them", () => {
    expect(searching("mistral-large-latest", "mistral", 1)).toEqual({ unknown: "no_search_price" });
    expect(searching("mistral-large-latest", "mistral", 0)).toHaveProperty("costNanoUsd");
  });
  it("are no usage", () =>
    expect(assessCost({ ...call, tokens: null, quantities: { webSearches: 2 } }, PriceBook.list)).toEqual({
      unknown: "no_usage",
    }));
});
