import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decompose } from "./decompose";
import { rankSegments, type Dimensions } from "./rank-segments";

const share = (n: number, part: number) => ({ n, sum: Math.round(n * part) });

describe("mix or within", () => {
  const usual = { good: share(8000, 0.02), bad: share(2000, 0.12) };

  it("is mix when the worse segment grows, also while each becomes better", () => {
    expect(decompose(usual, { good: share(5000, 0.02), bad: share(5000, 0.12) }).driver).toBe("mix");
    const better = decompose(usual, { good: share(4000, 0.017), bad: share(6000, 0.1) });
    expect(better.driver).toBe("mix");
    expect(better.within.change).toBeLessThan(0);
    expect(better.total.change).toBeGreaterThan(0);
  });

  it("is within when segments become worse, also while the better one grows", () => {
    expect(decompose(usual, { good: share(8000, 0.04), bad: share(2000, 0.2) }).driver).toBe("within");
    expect(decompose(usual, { good: share(8600, 0.04), bad: share(1400, 0.3) }).driver).toBe("within");
  });

  it("is both when both do as much, and neither when nothing surely does", () => {
    expect(decompose(usual, { good: share(5000, 0.05), bad: share(5000, 0.15) }).driver).toBe("both");
    expect(decompose(usual, { good: share(790, 0.021), bad: share(210, 0.121) }).driver).toBe("neither");
  });

  it("wants more of series that vary more", () => {
    const after = { good: share(7800, 0.02), bad: share(2200, 0.12) };
    expect(decompose(usual, after).driver).toBe("mix");
    expect(decompose(usual, after, 10).driver).toBe("neither");
  });
});

describe("segments", () => {
  const still = { before: share(2000, 0.02), after: share(2000, 0.021) };
  const moved = { before: share(1000, 0.02), after: share(1000, 0.1) };
  const dimensions: Dimensions = {
    model: { a: still, b: still, c: moved },
    provider: {
      x: { before: share(2500, 0.02), after: share(2500, 0.037) },
      y: { before: share(2500, 0.02), after: share(2500, 0.037) },
    },
  };

  it("names the dimension of which one moved and the others did not", () => {
    const { named } = rankSegments(dimensions);
    expect(named).toMatchObject({ dimension: "model", moved: ["c"] });
    expect(named?.segments.map(({ segment, moved: has }) => [segment, has])).toEqual([
      ["c", true],
      ["a", false],
      ["b", false],
    ]);
  });

  it("names none where all moved alike, or nothing did", () => {
    expect(rankSegments({ provider: dimensions["provider"] as Dimensions[string] }).named).toBeNull();
    expect(rankSegments({ model: { a: still, b: still } }).named).toBeNull();
    expect(rankSegments({ model: { only: moved } }).named).toBeNull();
    expect(rankSegments({})).toEqual({ named: null, dimensions: [] });
  });

  it("does not depend on the order in which segments are given", () => {
    const segment = fc
      .tuple(
        fc.integer({ min: 30, max: 3000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map(([n, x, y]) => ({ before: share(n, x), after: share(n, y) }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b", "c", "d"), segment), (segments) => {
        const turned = Object.fromEntries(Object.entries(segments).toReversed());
        const gain = (some: typeof segments): number | undefined =>
          rankSegments({ d: some }).dimensions[0]?.gain;
        const [one, other] = [gain(segments), gain(turned)];
        if (one !== undefined && Number.isFinite(one)) expect(other).toBeCloseTo(one, 6);
        else expect(other).toBe(one);
      }),
    );
  });
});
