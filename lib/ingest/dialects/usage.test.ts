import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { tokenTotals } from "@/lib/model/tokens";

import { accountUsage } from "./usage";
import type { ReportedUsage } from "./usage";

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
  output: count,
  reasoning: count,
  outputAudio: count,
  total: count,
  style: fc.constantFrom<ReportedUsage["style"]>("inclusive", "exclusive", "disjoint", "native", null),
});

describe("token accounting", () => {
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

  it("knows nothing where nothing was reported", () => {
    expect(accountUsage({})).toBeNull();
  });
});
