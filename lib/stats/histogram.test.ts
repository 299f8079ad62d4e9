import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";

import { binOf, binSql, EMPTY_HISTOGRAM, histogramOf, merge, quantile, upperBound } from "./histogram";

/** From a nanosecond to months, evenly over the scales. */
const ns = fc.double({ min: 0, max: 36, noNaN: true }).map((power) => Math.round(Math.exp(power)));

describe("histogram", () => {
  it("puts a quantile at most 2 % from the exact order statistic", () => {
    fc.assert(
      fc.property(
        fc.array(ns, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const exact = values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] as number;
          const found = quantile(histogramOf(values), q) as number;
          expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.02 + 1e-9);
        },
      ),
    );
  });
  it("covers every value by its bin, upper bound included", () => {
    fc.assert(
      fc.property(ns, (value) => {
        const bin = binOf(value);
        expect(value).toBeLessThanOrEqual(upperBound(bin) * (1 + 1e-12));
        if (value > 1) expect(value).toBeGreaterThan(upperBound(bin - 1) * (1 - 1e-12));
      }),
    );
  });
  it("merges to the histogram of all values together", () => {
    fc.assert(
      fc.property(fc.array(fc.array(ns, { maxLength: 20 })), (parts) => {
        expect(merge(parts.map(histogramOf))).toEqual(histogramOf(parts.flat()));
      }),
    );
  });
  it("has no quantile when it is empty", () => {
    expect(quantile(EMPTY_HISTOGRAM, 0.5)).toBeNull();
  });
});

describe("bins in SQL", () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase({ empty: true });
  });
  afterAll(() => db.close());

  it("are those of TypeScript", async () => {
    const values = [-5, 0, 1, 2, 3, 1e9, 2 ** 53 - 1, ...fc.sample(ns, 20_000)];
    const rows = await db.owner<{ ns: number; bin: number }[]>`
      select ns, ${db.owner.unsafe(binSql("ns"))} as bin from unnest(${values}::bigint[]) as u (ns)`;
    expect(rows.filter((row) => row.bin !== binOf(row.ns))).toEqual([]);
  });
});
