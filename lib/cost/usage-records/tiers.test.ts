import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { type TokenBuckets, UNKNOWN_TOKENS } from "@/lib/model/tokens";

import { PriceBook } from "../price-book";
import { assessCost } from "../price-call";

/**
 * Calls whose cost depends on a service tier, a medium, a cache, their size or a region, worked out twice elsewhere
 * (make-tiers.py, beside this file): by the calculators of the lists, and by hand in exact decimals from their tables.
 */

interface TierRecord {
  provider: string;
  model: string;
  kind: "llm" | "embedding";
  serviceTier: string | null;
  startedAt: string;
  tokens: Partial<TokenBuckets>;
  oracle: string;
  nanoUsd: string;
}

const { records, source } = JSON.parse(readFileSync(new URL("tiers.json", import.meta.url), "utf8")) as {
  source: string;
  records: TierRecord[];
};

const named = records.map((record, index): [string, TierRecord] => [
  `${index}: ${record.provider} ${record.model} ${record.serviceTier ?? "standard"}, ${record.oracle}`,
  record,
]);

describe("what calls cost at other tiers, with media, caches and in regions", () => {
  it("covers what such prices depend on", () => {
    const some = (test: (record: TierRecord) => unknown) => records.filter((record) => test(record)).length;
    expect(records.length).toBeGreaterThanOrEqual(150);
    for (const tier of ["batch", "flex", "priority", "fast"])
      expect(some(({ serviceTier }) => serviceTier === tier)).toBeGreaterThanOrEqual(4);
    expect(some(({ tokens }) => tokens.cacheWrite1h)).toBeGreaterThan(10);
    expect(some(({ tokens }) => tokens.inputAudio)).toBeGreaterThan(8);
    expect(some(({ tokens }) => tokens.cacheReadAudio)).toBeGreaterThan(3);
    expect(some(({ tokens }) => tokens.outputImage)).toBeGreaterThan(3);
    expect(some(({ tokens }) => tokens.outputVideo)).toBeGreaterThan(0);
    expect(some(({ model }) => /(?:^|\/)(?:us|eu|apac|global)[./]/.test(model))).toBeGreaterThan(10);
    expect(some(({ oracle }) => oracle.startsWith("litellm"))).toBeGreaterThan(30);
  });

  it("was worked out from the lists that come with Recount", () => {
    for (const { name, version } of PriceBook.list.priceList.sources.slice(1))
      expect(source).toContain(`${name} ${version}`);
  });

  it.each(named)("%s: exact to the nano-dollar", (_, record) => {
    const assessed = assessCost(
      {
        kind: record.kind,
        provider: record.provider,
        requestModel: record.model,
        responseModel: null,
        serviceTier: record.serviceTier,
        startedAt: new Date(record.startedAt),
        tokens: { ...UNKNOWN_TOKENS, ...record.tokens },
      },
      PriceBook.list,
    );
    expect("unknown" in assessed ? assessed.unknown : String(assessed.costNanoUsd)).toBe(record.nanoUsd);
  });
});
