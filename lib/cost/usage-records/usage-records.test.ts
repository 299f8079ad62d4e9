import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { type TokenBuckets, UNKNOWN_TOKENS } from "@/lib/model/tokens";

import { PriceBook } from "../price-book";
import { priceCall } from "../price-call";

/**
 * 204 calls whose cost was worked out elsewhere (make.py, beside this file): by the list's Python implementation, in exact
 * decimals. Below they are worked out a third time from the unit prices in the table, as one does by hand.
 */

type Unit = string | { base: string; tiers: [start: number, price: string][] };
interface UsageRecord {
  provider: string | null;
  model: string;
  kind: "llm" | "embedding";
  startedAt: string;
  tokens: Partial<TokenBuckets>;
  listed: string;
  units: Record<string, Unit>;
  exactUsd: string;
  nanoUsd: string;
}

const { records } = JSON.parse(readFileSync(new URL("records.json", import.meta.url), "utf8")) as {
  records: UsageRecord[];
};

const ours = (record: UsageRecord) =>
  priceCall(
    {
      kind: record.kind,
      provider: record.provider,
      requestModel: record.model,
      responseModel: null,
      serviceTier: null,
      startedAt: new Date(record.startedAt),
      tokens: { ...UNKNOWN_TOKENS, ...record.tokens },
    },
    PriceBook.list,
  );

const named = records.map((record, index): [string, UsageRecord] => [
  `${index}: ${record.provider} ${record.model} at ${record.startedAt}`,
  record,
]);

describe("what 204 calls cost", () => {
  it("covers what prices depend on", () => {
    const some = (test: (record: UsageRecord) => unknown) => records.filter((record) => test(record)).length;
    expect(records.length).toBeGreaterThanOrEqual(200);
    expect(new Set(records.map((record) => record.listed)).size).toBeGreaterThanOrEqual(30);
    expect(new Set(records.map((record) => record.listed.split("/")[0])).size).toBeGreaterThanOrEqual(8);
    expect(some(({ tokens }) => tokens.cacheRead)).toBeGreaterThan(30);
    expect(some(({ tokens }) => tokens.cacheWrite1h)).toBeGreaterThan(5);
    expect(some(({ tokens }) => tokens.reasoning)).toBeGreaterThan(20);
    expect(some(({ tokens }) => tokens.inputAudio)).toBeGreaterThan(10);
    expect(
      some(({ units }) => Object.values(units).some((unit) => typeof unit === "object")),
    ).toBeGreaterThan(20);
    expect(some(({ units }) => units.requests_kcount)).toBeGreaterThan(0);
  });

  it("was worked out from the list that comes with Recount", () => {
    const { source } = JSON.parse(readFileSync(new URL("records.json", import.meta.url), "utf8")) as {
      source: string;
    };
    expect(PriceBook.list.priceList.version).toContain(source.replace("Python ", ""));
  });

  it.each(named)("%s: exact to the nano-dollar", (_, record) => {
    const priced = ours(record);
    expect(priced && `${priced.price.provider}/${priced.price.model}`).toBe(record.listed);
    expect(String(priced?.costNanoUsd)).toBe(record.nanoUsd);
  });

  it.each(named)("%s: as by hand from its unit prices", (_, record) => {
    expect(roundHalfUp(byHand(record))).toBe(BigInt(record.nanoUsd));
  });
});

/** Exact: 1e-21 dollars are whole for prices of up to fifteen decimals a million tokens. */
const SCALE = 15;

function byHand({ tokens, units }: UsageRecord): bigint {
  const input = (["inputUncached", "cacheRead", "cacheWrite", "inputAudio"] as const).reduce(
    (sum, bucket) => sum + (tokens[bucket] ?? 0),
    0,
  );
  const price = (...keys: string[]): bigint => {
    const unit = keys.map((key) => units[key]).find((one) => one !== undefined) ?? "0";
    if (typeof unit === "string") return scaled(unit);
    const passed = unit.tiers.filter(([start]) => input > start).sort((a, b) => b[0] - a[0]);
    return scaled(passed[0]?.[1] ?? unit.base);
  };
  const long = tokens.cacheWrite1h ?? 0;
  const lines: [number | null | undefined, bigint][] = [
    [tokens.inputUncached, price("input_mtok")],
    [tokens.cacheRead, price("cache_read_mtok", "input_mtok")],
    [(tokens.cacheWrite ?? 0) - long, price("cache_write_mtok", "input_mtok")],
    [long, price("cache_write_1h_mtok", "cache_write_mtok", "input_mtok")],
    [tokens.inputAudio, price("input_audio_mtok", "input_mtok")],
    [tokens.outputText, price("output_mtok")],
    [tokens.reasoning, price("output_reasoning_mtok", "output_mtok")],
    [tokens.outputAudio, price("output_audio_mtok", "output_mtok")],
  ];
  // A thousand requests, so a request is a thousand times as much as a token of the same figure.
  return lines.reduce(
    (sum, [count, unit]) => sum + BigInt(count ?? 0) * unit,
    price("requests_kcount") * 1000n,
  );
}

function scaled(usd: string): bigint {
  const [whole = "0", fraction = ""] = usd.split(".");
  if (fraction.length > SCALE) throw new Error(`${usd} has more decimals than this test keeps`);
  return BigInt(`${whole}${fraction.padEnd(SCALE, "0")}`);
}

/** From 1e-21 dollars to nano-dollars. */
function roundHalfUp(value: bigint): bigint {
  const unit = 10n ** BigInt(SCALE - 3);
  return value / unit + (value % unit >= unit / 2n ? 1n : 0n);
}
