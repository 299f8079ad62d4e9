import { expect, it } from "vitest";

import { histogramOf } from "@/lib/stats/histogram";

import { figureOf, percentilesOf } from "./figure";

const NO_HISTOGRAM = { bins: [], counts: [] };

it("percentiles are those of their names, in milliseconds, within the histogram's 2 %", () => {
  const shown = percentilesOf(histogramOf(Array.from({ length: 1000 }, (_, index) => (index + 1) * 1e6)));
  for (const [name, ms] of [
    ["p50", 500],
    ["p90", 900],
    ["p95", 950],
    ["p99", 990],
  ] as const)
    expect([name, Math.abs((shown[name] ?? 0) - ms) / ms < 0.021]).toEqual([name, true]);
  expect(shown.count).toBe(1000);
  expect(percentilesOf(NO_HISTOGRAM)).toEqual({ p50: null, p90: null, p95: null, p99: null, count: 0 });
});

it("tokens are all of their kinds", () => {
  const sums = new Map([
    ["input_uncached_tokens", 1n],
    ["cache_read_tokens", 10n],
    ["cache_write_tokens", 100n],
    ["input_audio_tokens", 1000n],
    ["output_text_tokens", 2n],
    ["reasoning_tokens", 20n],
    ["output_audio_tokens", 200n],
  ] as const);
  expect(figureOf("tokens", { sums, histogram: NO_HISTOGRAM })).toMatchObject({
    input_total: 1111,
    cache_read: 10,
    cache_write: 100,
    output_total: 222,
    reasoning: 20,
  });
});
