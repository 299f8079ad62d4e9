import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { nanoOfUsd } from "@/lib/money/nano-usd";

import { PriceBook } from "./price-book";
import { NO_TOKENS, type TokenSums } from "./token-sums";
import { cacheShareOf, whatIf, type ModelSpend, type Scenario } from "./what-if";

const own = (id: number, model: string, units: Record<string, string>) => ({
  id,
  provider: "*",
  model,
  validFrom: null,
  validTo: null,
  units: { standard: units },
});
const book = new PriceBook([
  own(1, "expensive", { input_mtok: "10", cache_read_mtok: "1", output_mtok: "40" }),
  own(2, "cheap", { input_mtok: "1", cache_read_mtok: "0.1", output_mtok: "4" }),
]);
const AT = new Date("2026-03-10T12:00:00Z");
const AS_IT_IS: Scenario = { traffic: 1, swap: null, cacheShare: null };
const spend = (model: string, usd: string, tokens: Partial<TokenSums>): ModelSpend => ({
  model,
  provider: null,
  calls: 10,
  costNano: nanoOfUsd(usd) ?? 0n,
  unknownCalls: 0,
  tokens: { ...NO_TOKENS, ...tokens },
});
const expensive = spend("expensive", "14", { input_uncached_tokens: 1_000_000, output_text_tokens: 100_000 });
const ask = (models: ModelSpend[], scenario: Partial<Scenario>) =>
  whatIf(models, { ...AS_IT_IS, ...scenario }, book, AT);

test("as it is costs what it cost, whatever the prices say", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n }), (costNano) => {
      const answer = ask([{ ...expensive, costNano }], {});
      expect(answer.scenarioNano).toBe(costNano);
    }),
  );
});

test("twice the traffic costs twice as much", () => {
  expect(ask([expensive], { traffic: 2 }).scenarioNano).toBe(28_000_000_000n);
  expect(ask([expensive], { traffic: 0.5 }).scenarioNano).toBe(7_000_000_000n);
});

describe("another model", () => {
  test("is priced with the tokens that were", () => {
    expect(ask([expensive], { swap: { from: "expensive", to: "cheap" } }).scenarioNano).toBe(1_400_000_000n);
  });
  test("without a price is said, and its calls count as they are", () => {
    const answer = ask([expensive], { swap: { from: "expensive", to: "nobody-knows" } });
    expect(answer).toMatchObject({ unpriced: ["nobody-knows"], scenarioNano: expensive.costNano });
  });
  test("changes nothing of the others", () => {
    const answer = ask([expensive, spend("cheap", "3", { output_text_tokens: 5 })], {
      swap: { from: "expensive", to: "cheap" },
    });
    expect(answer.models[1]?.scenarioNano).toBe(3_000_000_000n);
  });
});

describe("a cache", () => {
  test("that holds half the prompts saves what reading is cheaper", () => {
    // 0.5 M at $10, 0.5 M at $1, 0.1 M at $40.
    expect(ask([expensive], { cacheShare: 0.5 }).scenarioNano).toBe(9_500_000_000n);
  });
  test("that holds what it holds today changes nothing", () => {
    const half = spend("expensive", "9.5", {
      input_uncached_tokens: 500_000,
      cache_read_tokens: 500_000,
      output_text_tokens: 100_000,
    });
    expect(ask([half], { cacheShare: cacheShareOf(half.tokens) }).scenarioNano).toBe(half.costNano);
  });
  test("saves of what was really billed: a discount stays one", () => {
    expect(ask([{ ...expensive, costNano: 7_000_000_000n }], { cacheShare: 0.5 }).scenarioNano).toBe(
      4_750_000_000n,
    );
  });
});

test("calls of unknown cost are counted and in neither figure", () => {
  const answer = ask([{ ...expensive, unknownCalls: 3 }], { traffic: 2 });
  expect(answer).toMatchObject({ unknownCalls: 3, todayNano: expensive.costNano });
});

test("a list price that depends on the size of a call is said", () => {
  const sized = { ...spend("gemini-2.5-pro", "1", { input_uncached_tokens: 1_000_000 }), provider: "google" };
  const answer = whatIf([sized], { ...AS_IT_IS, cacheShare: 0.5 }, PriceBook.list, AT);
  expect(answer.tiered).toBe(true);
});
