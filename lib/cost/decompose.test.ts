import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decompose, FACTORS, type CostGroup, type Factor } from "./decompose";
import { NO_TOKENS, TOKEN_BUCKETS, type TokenSums } from "./token-sums";

const group = (key: string, calls: number, costNano: number, tokens: Partial<TokenSums> = {}): CostGroup => ({
  key,
  calls,
  costNano: BigInt(costNano),
  tokens: { ...NO_TOKENS, ...tokens },
});
const nonZero = (factors: Record<Factor, bigint>) =>
  Object.fromEntries(Object.entries(factors).filter(([, nano]) => nano !== 0n));

const someTokens = fc.record(
  Object.fromEntries(
    TOKEN_BUCKETS.map((bucket) => [bucket, fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1e9 }))]),
  ),
) as unknown as fc.Arbitrary<TokenSums>;
const someGroups = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom("a", "b", "c", "d"),
    calls: fc.integer({ min: 0, max: 1e6 }),
    costNano: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 10n ** 15n })),
    tokens: someTokens,
  }),
  { selector: ({ key }) => key, maxLength: 4 },
);
const someWeights = fc.option(someTokens, { nil: null });

describe("whatever the periods hold", () => {
  test("the causes add up to the difference to the nano-dollar, in all and in each group", () => {
    fc.assert(
      fc.property(someGroups, someGroups, someWeights, (before, after, weights) => {
        const change = decompose(before, after, () => weights);
        const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
        expect(sum(FACTORS.map((factor) => change.factors[factor]))).toBe(change.differenceNano);
        expect(sum(change.groups.map(({ differenceNano }) => differenceNano))).toBe(change.differenceNano);
        for (const one of change.groups)
          expect(sum(FACTORS.map((factor) => one.factors[factor]))).toBe(one.differenceNano);
        expect(change.differenceNano).toBe(
          sum(after.map(({ costNano }) => costNano)) - sum(before.map(({ costNano }) => costNano)),
        );
      }),
    );
  });

  test("the way back has the same causes with the other sign, but for the rounding", () => {
    fc.assert(
      fc.property(someGroups, someGroups, someWeights, (before, after, weights) => {
        const there = decompose(before, after, () => weights);
        const back = decompose(after, before, () => weights);
        for (const factor of FACTORS) {
          const off = Number(there.factors[factor] + back.factors[factor]);
          expect(Math.abs(off)).toBeLessThanOrEqual(16 + Number(there.beforeNano + there.afterNano) * 1e-9);
        }
      }),
    );
  });

  test("nothing changes between a period and itself", () => {
    fc.assert(
      fc.property(someGroups, (groups) => {
        expect(nonZero(decompose(groups, groups).factors)).toEqual({});
      }),
    );
  });
});

describe("one thing changes, and it is named", () => {
  const base = group("a", 100, 3_000_000, { input_uncached_tokens: 10_000, output_text_tokens: 5_000 });
  // An output token costs four times an input token.
  const weights = () => ({
    ...NO_TOKENS,
    input_uncached_tokens: 1,
    cache_read_tokens: 0.1,
    output_text_tokens: 4,
  });
  test.each<[Factor, CostGroup]>([
    ["volume", group("a", 250, 7_500_000, { input_uncached_tokens: 25_000, output_text_tokens: 12_500 })],
    ["prompts", group("a", 100, 4_000_000, { input_uncached_tokens: 20_000, output_text_tokens: 5_000 })],
    ["outputs", group("a", 100, 5_000_000, { input_uncached_tokens: 10_000, output_text_tokens: 10_000 })],
    ["price", group("a", 100, 6_000_000, { input_uncached_tokens: 10_000, output_text_tokens: 5_000 })],
    [
      "caching",
      group("a", 100, 2_190_000, {
        input_uncached_tokens: 1_000,
        cache_read_tokens: 9_000,
        output_text_tokens: 5_000,
      }),
    ],
  ])("%s", (factor, after) => {
    const change = decompose([base], [after], weights);
    expect(nonZero(change.factors)).toEqual({ [factor]: after.costNano - base.costNano });
  });

  test("the same calls on a dearer model are mix", () => {
    const change = decompose(
      [
        group("cheap", 90, 90, { output_text_tokens: 90 }),
        group("expensive", 10, 100, { output_text_tokens: 10 }),
      ],
      [
        group("cheap", 10, 10, { output_text_tokens: 10 }),
        group("expensive", 90, 900, { output_text_tokens: 90 }),
      ],
    );
    expect(nonZero(change.factors)).toEqual({ mix: 720n });
  });

  test("a new model and one that went are mix; the first calls of all are volume", () => {
    const old = group("old", 10, 500, { output_text_tokens: 10 });
    const fresh = group("new", 10, 800, { output_text_tokens: 10 });
    expect(nonZero(decompose([old], [fresh]).factors)).toEqual({ mix: 300n });
    expect(nonZero(decompose([], [fresh]).factors)).toEqual({ volume: 800n });
    expect(nonZero(decompose([fresh], []).factors)).toEqual({ volume: -800n });
  });

  test("a cost that no tokens explain is a price of the call", () => {
    const change = decompose([group("a", 10, 500)], [group("a", 10, 900)]);
    expect(nonZero(change.factors)).toEqual({ price: 400n });
  });
});
