import { describe, expect, it, test } from "vitest";

import { NO_TOKENS } from "@/lib/cost/token-sums";
import { PriceBook } from "@/lib/cost/price-book";
import type { Breakdown, BreakdownRow } from "@/lib/spend/cost-breakdown";
import { costChange } from "@/lib/spend/cost-change";
import type { FeatureModelSpend } from "@/lib/spend/cost-summary";
import { driverText } from "@/lib/spend/driver-text";
import { NO_SPEND } from "@/lib/spend/read-spend";

import { breakdownCsv, breakdownLines, breakdownSeries } from "./breakdown-rows";
import { concentrationText } from "./concentration";
import { CostLinks } from "./cost-links";
import type { CostView } from "./search-params";

const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");
const view = { range: "7d", by: "feature", feature: null, env: "production" } as unknown as CostView;
const links = new CostLinks("shop", view);

const row = (group: string | null, said: Partial<BreakdownRow> = {}): BreakdownRow => ({
  group,
  costNano: 0n,
  calls: 100,
  unknownCalls: 0,
  estimated: 0,
  interactions: 5,
  inputTokens: 100,
  outputTokens: 10,
  costBeforeNano: 0n,
  casesBefore: 100,
  ...said,
});
const breakdown: Breakdown = {
  group: "feature",
  names: { b: "named" },
  rows: [
    row("a", { costNano: 3_000_000_000n, costBeforeNano: 2_000_000_000n }),
    row("b", { unknownCalls: 10 }),
    row(null, { costNano: 1_000_000_000n }),
  ],
  rest: { groups: 4, costNano: 9_000_000_000n, unknownCalls: 0 },
  times: [0],
  series: [
    { group: "a", nano: [3_000_000_000n] },
    { group: "b", nano: [null] },
    { group: undefined, nano: [10_000_000_000n] },
  ],
};

describe("a breakdown's lines", () => {
  const lines = breakdownLines(breakdown, links);
  const [a, b, none, rest] = lines;
  it("have cost, share, cost per interaction and the change", () => {
    expect(a).toMatchObject({ usd: "3", share: 3 / 13, perCount: 0.6, changeUsd: 1 });
    expect(plain(a?.change ?? "")).toBe("+50 %");
  });
  it("say unknown where nothing is known, never zero", () => {
    expect(b).toMatchObject({ label: "named", usd: null, share: null, perCount: null, unknownCalls: 10 });
  });
  it("lead to what they consist of and to their traces, with range and environment", () => {
    expect(a?.drill).toBe("/p/shop/cost?range=7d&env=production&feature=a&by=model");
    expect(a?.traces).toBe("/p/shop/traces?range=7d&env=production&feature=a");
    expect(none).toMatchObject({ label: "not set", drill: undefined, traces: undefined });
  });
  it("have one for all that is no group of its own", () => expect(rest?.label).toBe("4 others"));
  it("are saved with all digits, unknown as empty", () => {
    const { head, rows } = breakdownCsv("feature", lines);
    expect(rows.map((cells) => cells[head.indexOf("cost_usd")])).toEqual(["3", null, "1", "9"]);
    expect(rows.at(-1)?.[head.indexOf("count")]).toBeNull();
  });
  it("are drawn with gaps where cost is unknown", () => {
    expect(
      breakdownSeries(breakdown, links).map(({ label, values, color }) => [label, values, color]),
    ).toEqual([
      ["a", [3], expect.stringMatching(/--series-\d/)],
      ["named", [null], expect.stringMatching(/--series-\d/)],
      ["Other", [10], "var(--series-other)"],
    ]);
  });
});

describe("how much hangs on few", () => {
  const spend = { totalNano: 100_000_000_000n, top1Nano: 40_000_000_000n, top10Nano: 75_000_000_000n };
  test.each([
    [1204, "The dearest 1 % of 1,204 users (13) cost 40 % of $100.00, the dearest 10 % (121) 75 %."],
    [2, "The dearest of 2 users cost 40 % of $100.00."],
    [0, "Nobody is known to have spent anything."],
  ])("%d users", (users, text) => expect(plain(concentrationText({ ...spend, users }))).toBe(text));
});

describe("causes of a change are said in a sentence", () => {
  const spend = (
    feature: string,
    model: string,
    calls: number,
    usd: number,
    input: number,
  ): FeatureModelSpend => ({
    ...NO_SPEND,
    groups: [],
    feature,
    model,
    provider: null,
    calls,
    costNano: BigInt(usd * 1e9),
    tokens: { ...NO_TOKENS, input_uncached_tokens: input },
  });
  const period = (list: FeatureModelSpend[]) => ({ from: "", to: "", spend: list, interactions: null });
  const first = (before: FeatureModelSpend[], now: FeatureModelSpend[]) => {
    const summary = { now: period(now), before: period(before), unknownRankings: 0, book: PriceBook.list };
    return plain(driverText(costChange(summary, new Date("2026-03-10T00:00:00Z")).drivers[0]!));
  };
  const base = spend("support", "m", 10, 10, 12_000);
  test.each([
    [
      [base],
      [spend("support", "m", 10, 20, 24_000)],
      "+$10.00: prompts of support grew from 1,200 to 2,400 tokens a call",
    ],
    [[base], [spend("support", "m", 30, 30, 36_000)], "+$20.00: 30 calls, before 10"],
    [[base], [base, spend("support", "n", 1, 50, 1_200)], "+$50.00: support began to use n"],
    [
      [base],
      [spend("support", "m", 10, 15, 12_000)],
      "+$5.00: m at the prices of before would have cost $10.00 instead of $15.00",
    ],
  ])("%#", (before, now, text) => expect(first(before, now)).toBe(text));
});
