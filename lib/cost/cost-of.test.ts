import { expect, it } from "vitest";

import { type TokenBuckets, UNKNOWN_TOKENS } from "@/lib/model/tokens";

import { costOf } from "./cost-of";

/** A dollar a million tokens is a thousand nano-dollars a token. */
const UNITS = {
  input_mtok: "1",
  cache_read_mtok: "0.1",
  cache_write_mtok: "2",
  cache_write_1h_mtok: "3",
  input_audio_mtok: "20",
  output_mtok: "5",
  output_audio_mtok: "40",
};
const cost = (tokens: Partial<TokenBuckets>, units: Readonly<Record<string, string>> = UNITS) =>
  costOf(units, { ...UNKNOWN_TOKENS, ...tokens });

it.each<[string, Partial<TokenBuckets>, bigint]>([
  ["input", { inputUncached: 10 }, 10_000n],
  ["read from the cache", { cacheRead: 10 }, 1000n],
  ["written for five minutes", { cacheWrite: 10 }, 20_000n],
  ["written for an hour, which is part of what was written", { cacheWrite: 10, cacheWrite1h: 4 }, 24_000n],
  ["audio", { inputUncached: 10, inputAudio: 10 }, 210_000n],
  ["output with its reasoning, which is beside the text", { outputText: 10, reasoning: 10 }, 100_000n],
  ["spoken", { outputText: 10, outputAudio: 10 }, 450_000n],
])("each token once, at its own price: %s", (_what, tokens, nano) => {
  expect(cost(tokens)).toBe(nano);
});

it("the sum is rounded once, half up", () => {
  const units = { input_mtok: "0.0005", output_mtok: "0.0005" };
  expect(cost({ inputUncached: 1 }, units)).toBe(1n);
  expect(cost({ inputUncached: 1, outputText: 1 }, units)).toBe(1n);
  expect(cost({ inputUncached: 1 }, { input_mtok: "0.000499999" })).toBe(0n);
});

it("is unknown where tokens are of a kind that has no price, however few", () => {
  expect(cost({ inputUncached: 1, outputText: 1 }, { input_mtok: "1" })).toBeNull();
  expect(cost({ inputUncached: 1, outputText: 0 }, { input_mtok: "1" })).toBe(1000n);
});
