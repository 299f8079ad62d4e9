import { describe, expect, test } from "vitest";

import { nameCauses, type AnomalyCause, type ModelCalls } from "./anomaly-causes";
import { NO_TOKENS, type TokenSums } from "./token-sums";

const PRICE: TokenSums = {
  ...NO_TOKENS,
  input_uncached_tokens: 1,
  cache_read_tokens: 0.1,
  output_text_tokens: 4,
};
const calls = (
  said: Partial<Omit<ModelCalls, "tokens">> & {
    input?: number;
    cached?: number;
    output?: number;
    expensive?: number;
  } = {},
): ModelCalls => {
  const { calls: n = 1000, input = 900, cached = 100, output = 50, expensive = 1, ...rest } = said;
  const tokens = {
    ...NO_TOKENS,
    input_uncached_tokens: input * n,
    cache_read_tokens: cached * n,
    output_text_tokens: output * n,
  };
  const cost =
    (tokens.input_uncached_tokens + 0.1 * tokens.cache_read_tokens + 4 * tokens.output_text_tokens) *
    expensive;
  return {
    key: "m",
    calls: n,
    costNano: BigInt(Math.round(cost)),
    tokens,
    retries: 0,
    retryCostNano: 0n,
    ...rest,
  };
};
/** A week of 1,000 calls; 10 were to be expected. */
const week = calls();
const expected = Number(week.costNano) / 100;
const causeOf = (now: ModelCalls[], usual = [week]): AnomalyCause | undefined =>
  nameCauses(usual, now, expected, () => PRICE)[0]?.cause;

describe("the largest cause comes first", () => {
  test.each<[AnomalyCause, ModelCalls[]]>([
    ["volume", [calls({ calls: 60 })]],
    ["prompts", [calls({ calls: 10, input: 9_000, cached: 1_000 })]],
    ["outputs", [calls({ calls: 10, output: 2_000 })]],
    ["price", [calls({ calls: 10, expensive: 5 })]],
    ["mix", [calls({ calls: 10, expensive: 6, key: "dearer" })]],
    ["retries", [calls({ calls: 40, retries: 30, retryCostNano: (week.costNano * 3n) / 100n })]],
  ])("%s", (cause, now) => expect(causeOf(now)).toBe(cause));

  test("caching, where most of the prompt used to be cached", () => {
    const usual = calls({ input: 1_000, cached: 20_000 });
    const now = calls({ calls: 10, input: 21_000, cached: 0 });
    const [first] = nameCauses([usual], [now], Number(usual.costNano) / 100, () => PRICE);
    expect(first).toMatchObject({ cause: "caching", now: 0 });
    expect(first?.usual).toBeCloseTo(20 / 21);
  });
});

test("what is measured is said as it was and as it is", () => {
  const [first] = nameCauses([week], [calls({ calls: 60 })], expected, () => PRICE);
  expect(first).toMatchObject({ cause: "volume", now: 60 });
  expect(first?.usual).toBeCloseTo(10);
});

test("where nothing was to be expected, more calls than none are the cause", () => {
  expect(nameCauses([], [calls()], 0)).toMatchObject([{ cause: "volume", usual: 0, now: 1000 }]);
});

test("hours that cost less than expected have no cause", () => {
  expect(nameCauses([week], [calls({ calls: 1 })], expected)).toEqual([]);
});
