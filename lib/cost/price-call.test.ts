import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { TokenBuckets } from "@/lib/model/tokens";

import { costOf, priceCall } from "./price-call";

const tokens = (known: Partial<TokenBuckets>): TokenBuckets => ({
  inputUncached: null,
  cacheRead: null,
  cacheWrite: null,
  cacheWrite1h: null,
  inputAudio: null,
  outputText: null,
  reasoning: null,
  outputAudio: null,
  ...known,
});

const call = {
  kind: "llm" as const,
  provider: "openai",
  requestModel: "gpt-4o",
  responseModel: null,
  startedAt: new Date("2026-10-01T12:00:00Z"),
};

describe("price of a call", () => {
  it("bills cached input at its own price", () => {
    const priced = priceCall({
      ...call,
      tokens: tokens({ inputUncached: 286, cacheRead: 1024, outputText: 21 }),
    });
    // 286 * 2.5 + 1024 * 1.25 + 21 * 10 dollars a million tokens
    expect(priced?.costNanoUsd).toBe(2_205_000n);
    expect(priced?.price).toMatchObject({ provider: "openai", model: "gpt-4o" });
  });

  it("takes the tier of the whole request", () => {
    const sonnet = { ...call, provider: "anthropic", requestModel: "claude-sonnet-4-5" };
    const small = priceCall({ ...sonnet, tokens: tokens({ inputUncached: 200_000, outputText: 0 }) });
    const large = priceCall({ ...sonnet, tokens: tokens({ inputUncached: 200_001, outputText: 0 }) });
    expect(small?.costNanoUsd).toBe(600_000_000n);
    expect(large?.costNanoUsd).toBe(1_200_006_000n);
  });

  it("is unknown without usage, without output, and for a model nobody lists", () => {
    expect(priceCall({ ...call, tokens: null })).toBeNull();
    expect(priceCall({ ...call, tokens: tokens({ inputUncached: 10 }) })).toBeNull();
    expect(
      priceCall({
        ...call,
        requestModel: "home-grown-7b",
        tokens: tokens({ inputUncached: 1, outputText: 1 }),
      }),
    ).toBeNull();
  });

  it("an embedding needs no output", () => {
    const priced = priceCall({
      ...call,
      kind: "embedding",
      requestModel: "text-embedding-3-small",
      tokens: tokens({ inputUncached: 1000 }),
    });
    expect(priced?.costNanoUsd).toBe(20_000n);
  });
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
