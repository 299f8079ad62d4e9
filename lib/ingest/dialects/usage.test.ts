import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { tokenTotals } from "@/lib/model/tokens";

import { accountOtherwise, accountUsage, completeUsage } from "./usage";
import type { ReportedUsage } from "./reported-usage";

const totals = (usage: ReportedUsage) => tokenTotals(accountUsage(usage)?.tokens ?? null);
const count = fc.option(fc.nat(100_000));
const usage = fc.record({
  input: count,
  cacheRead: count,
  cacheWrite: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  uncached: count,
  inputAudio: count,
  inputImage: count,
  inputVideo: count,
  cacheReadAudio: count,
  cacheReadImage: count,
  outputImage: count,
  outputVideo: count,
  outputText: count,
  output: count,
  reasoning: count,
  outputAudio: count,
  total: count,
  style: fc.constantFrom<ReportedUsage["style"]>("inclusive", "exclusive", "disjoint", "native", null),
});

describe("token accounting", () => {
  it("takes a prompt that came from the cache as a whole for included, as every other", () => {
    expect(accountUsage({ input: 1000, cacheRead: 1000, output: 5 })).toMatchObject({
      includes: true,
      tokens: { inputUncached: 0, cacheRead: 1000, outputText: 5 },
    });
    expect(accountUsage({ input: 1000, cacheRead: 600, cacheWrite: 400, output: 5 })?.tokens).toMatchObject({
      inputUncached: 0,
      cacheRead: 600,
      cacheWrite: 400,
    });
    expect(accountUsage({ input: 1000, cacheRead: 1001, output: 5 })).toMatchObject({
      includes: false,
      tokens: { inputUncached: 1000, cacheRead: 1001 },
    });
  });

  it("takes the larger for all that was written to the cache, where the whole and its parts differ", () => {
    const written = (cacheWrite: number, cacheWrite5m: number, cacheWrite1h: number) =>
      accountUsage({ input: 1000, output: 1, style: "exclusive", cacheWrite, cacheWrite5m, cacheWrite1h })
        ?.tokens;
    expect(written(100, 80, 60)).toMatchObject({ cacheWrite: 140, cacheWrite1h: 60 });
    expect(written(200, 80, 60)).toMatchObject({ cacheWrite: 200, cacheWrite1h: 60 });
  });

  it("keeps the parts of a bucket within it", () => {
    fc.assert(
      fc.property(usage, (reported) => {
        const tokens = accountUsage(reported)?.tokens;
        if (!tokens || reported.style === "disjoint") return;
        expect((tokens.cacheReadAudio ?? 0) + (tokens.cacheReadImage ?? 0)).toBeLessThanOrEqual(
          tokens.cacheRead ?? 0,
        );
        expect((tokens.inputImage ?? 0) + (tokens.inputVideo ?? 0)).toBeLessThanOrEqual(
          tokens.inputUncached ?? 0,
        );
        expect((tokens.outputImage ?? 0) + (tokens.outputVideo ?? 0)).toBeLessThanOrEqual(
          tokens.outputText ?? 0,
        );
      }),
    );
  });

  it("never makes a negative bucket", () => {
    fc.assert(
      fc.property(usage, (reported) => {
        for (const bucket of Object.values(accountUsage(reported)?.tokens ?? {}))
          expect(bucket ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("keeps the reported input as the total when it includes the cache, and adds the cache when it does not", () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.nat(1e6),
        fc.nat(1e6),
        fc.nat(1e6),
        (input, cacheRead, cacheWrite, inputAudio) => {
          fc.pre(cacheRead + cacheWrite <= input);
          expect(totals({ input, cacheRead, cacheWrite, inputAudio, style: "inclusive" })?.input_total).toBe(
            input,
          );
          expect(totals({ input, cacheRead, cacheWrite, inputAudio, style: "exclusive" })?.input_total).toBe(
            input + cacheRead + cacheWrite,
          );
        },
      ),
    );
  });

  it("keeps reasoning inside the output", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (output, reasoning) => {
        fc.pre(reasoning <= output);
        expect(totals({ output, reasoning })?.output_total).toBe(output);
      }),
    );
  });

  it("says which rule decided", () => {
    const rules: [ReportedUsage, number, string][] = [
      [{ input: 1310, cacheRead: 1024, output: 12 }, 1310, "inclusive_by_convention"],
      [{ input: 100, cacheRead: 3000, cacheWrite: 400, output: 25 }, 3500, "cache_exceeds_input"],
      [{ input: 1000, cacheRead: 300, output: 25, total: 1325 }, 1300, "total_adds_cache"],
      [{ input: 1000, cacheRead: 300, output: 25, style: "native" }, 1300, "native_names"],
      [{ input: 286, cacheRead: 1024, output: 12, style: "disjoint" }, 1310, "disjoint"],
      [{ input: 2450, uncached: 150, cacheRead: 2000, cacheWrite: 300 }, 2450, "uncached_reported"],
    ];
    for (const [reported, total, rule] of rules) {
      expect(totals(reported)?.input_total).toBe(total);
      expect(accountUsage(reported)?.rule).toBe(rule);
    }
  });

  it("takes the hour and five-minute writes as parts of the write", () => {
    expect(
      accountUsage({ input: 500, cacheWrite: 400, cacheWrite5m: 300, cacheWrite1h: 100 })?.tokens,
    ).toMatchObject({ inputUncached: 100, cacheWrite: 400, cacheWrite1h: 100 });
    expect(accountUsage({ input: 500, cacheWrite5m: 300, cacheWrite1h: 100 })?.tokens).toMatchObject({
      inputUncached: 100,
      cacheWrite: 400,
    });
  });

  it.each<[string, ReportedUsage, object, string]>([
    [
      "audio of which some was cached, as the client says",
      { input: 200, inputAudio: 120, cacheRead: 100, cacheReadAudio: 60, output: 1 },
      { inputUncached: 40, inputAudio: 60, cacheRead: 100, cacheReadAudio: 60 },
      "inclusive_by_convention",
    ],
    [
      "audio of which some was cached, nobody says how much: as much as of everything",
      { input: 200, inputAudio: 120, cacheRead: 100, output: 1 },
      { inputUncached: 40, inputAudio: 60, cacheRead: 100, cacheReadAudio: 60 },
      "inclusive_by_convention; audio_cache_in_proportion",
    ],
    [
      "all of it is audio",
      { input: 100, inputAudio: 100, cacheRead: 90, output: 1 },
      { inputUncached: 0, inputAudio: 10, cacheRead: 90, cacheReadAudio: 90 },
      "inclusive_by_convention; audio_cache_in_proportion",
    ],
    [
      "more audio than input is no part of it",
      { input: 100, inputAudio: 150, output: 1 },
      { inputUncached: 100, inputAudio: null },
      "no_cache; audio_does_not_fit",
    ],
    [
      "images and videos are parts of the uncached input",
      { input: 100, inputImage: 30, inputVideo: 20, output: 1 },
      { inputUncached: 100, inputImage: 30, inputVideo: 20 },
      "no_cache",
    ],
    [
      "an image is a part of the output",
      { input: 50, output: 1290, outputImage: 1290 },
      { outputText: 1290, outputImage: 1290 },
      "no_cache",
    ],
    [
      "all output is text: no image",
      { input: 50, output: 12, outputText: 12 },
      { outputText: 12, outputImage: 0 },
      "no_cache",
    ],
    [
      "reasoning that the total adds stands beside the output",
      { input: 50, output: 12, reasoning: 8, total: 70 },
      { outputText: 12, reasoning: 8 },
      "no_cache; total_adds_reasoning",
    ],
    [
      "reasoning that the total holds is a part of the output",
      { input: 50, output: 12, reasoning: 8, total: 62 },
      { outputText: 4, reasoning: 8 },
      "no_cache",
    ],
    [
      "input and uncached input are one: the cache stands beside",
      { input: 1000, uncached: 1000, cacheRead: 300 },
      { inputUncached: 1000, cacheRead: 300 },
      "uncached_equals_input",
    ],
  ])("%s", (_, reported, tokens, rule) => {
    expect(accountUsage(reported)?.tokens).toMatchObject(tokens);
    expect(accountUsage(reported)?.rule).toBe(rule);
  });

  it("says whether only a habit decided", () => {
    expect(accountUsage({ input: 10, cacheRead: 3 })?.isHabit).toBe(true);
    expect(accountUsage({ input: 10, cacheRead: 3, uncached: 7 })?.isHabit).toBe(false);
    expect(accountOtherwise({ input: 10, cacheRead: 3 })?.tokens.inputUncached).toBe(10);
    expect(accountOtherwise({ input: 10, cacheRead: 3, style: "native" })?.tokens.inputUncached).toBe(7);
  });

  it("completes the first dialect's counts from the second's, and takes its meaning only with its input", () => {
    const native: ReportedUsage = { input: 10, cacheRead: 80, style: "exclusive", whole: true };
    expect(totals(completeUsage({ input: 90, output: 1 }, native))?.input_total).toBe(90);
    expect(totals(completeUsage({ input: 10, output: 1 }, native))?.input_total).toBe(90);
    expect(completeUsage(null, native)).toBe(native);
  });

  it("knows nothing where nothing was reported", () => {
    expect(accountUsage({})).toBeNull();
  });
});
