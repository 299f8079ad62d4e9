import { describe, expect, test } from "vitest";

import { normal, seeded } from "@/lib/stats/random";

import { findSustained } from "./sustained";
import { findAnomalies, findStrikingHours, mayHoldAnomaly } from "./anomalies";
import type { HourlyCosts } from "./anomaly";

const WEEKS = 4;
const HOURS = WEEKS * 168;
/** The last week is looked at. */
const RULES = { from: HOURS - 168, minimum: 1 };

function poisson(mean: number, random: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let [n, left] = [-1, 1];
  for (const limit = Math.exp(-mean); left > limit; n++) left *= random();
  return Math.max(0, n);
}

/** Calls of office hours, each of its own length: what smooth traffic looks like. */
function smooth(callsAnHour: number, usdACall: number, seed: number): Float64Array {
  const random = seeded(seed);
  return Float64Array.from({ length: HOURS }, (_, hour) => {
    const level = (hour % 24 >= 8 && hour % 24 < 18 ? 2 : 0.3) * (hour % 168 >= 120 ? 0.3 : 1);
    let usd = 0;
    for (let n = poisson(callsAnHour * level, random); n > 0; n--)
      usd += usdACall * Math.exp(0.5 * normal(random) - 0.125);
    return usd;
  });
}
const series = (costs: ArrayLike<number>): HourlyCosts => ({
  costs,
  hoursOfWeek: Array.from({ length: costs.length }, (_, hour) => hour % 168),
});

test.each([
  [400, 0.05],
  [60, 0.2],
  [8, 0.3],
  [2, 0.2],
])("smooth traffic of %d calls an hour at $%d has none", (calls, usd) => {
  for (let seed = 1; seed <= 12; seed++)
    expect(findAnomalies(series(smooth(calls, usd, seed)), RULES)).toEqual([]);
});

describe("what is far above such hours is found", () => {
  test.each([0, 40, 90, 160])("hour %d of the week at four times its cost and more", (offset) => {
    for (let seed = 1; seed <= 8; seed++) {
      const costs = smooth(60, 0.2, seed);
      const hour = RULES.from + offset;
      const usual = costs[hour - 168] as number;
      costs[hour] = 4 * usual + 40;
      const [only, ...others] = findAnomalies(series(costs), RULES);
      expect(others).toEqual([]);
      expect(only).toMatchObject({ first: hour, last: hour, cost: costs[hour] });
      expect(only!.expected).toBeLessThan(costs[hour] / 2);
    }
  });

  test("hours in a row are one", () => {
    const costs = smooth(60, 0.2, 5);
    for (let hour = RULES.from + 50; hour < RULES.from + 55; hour++) costs[hour]! += 200;
    const found = findAnomalies(series(costs), RULES);
    expect(found.map(({ first, last }) => [first, last])).toEqual([[RULES.from + 50, RULES.from + 54]]);
  });

  test("also when each of them is below the minimum, and all together are not", () => {
    const costs = new Float64Array(HOURS);
    for (let hour = RULES.from + 50; hour < RULES.from + 55; hour++) costs[hour] = 0.4;
    expect(findAnomalies(series(costs), RULES)).toMatchObject([{ cost: 2, expected: 0 }]);
    expect(findAnomalies(series(costs), { ...RULES, minimum: 2.5 })).toEqual([]);
  });

  test("also in the hour of last week's anomaly: medians do not learn from it", () => {
    const costs = smooth(60, 0.2, 6);
    costs[RULES.from - 168 + 30]! += 300;
    costs[RULES.from + 30]! += 300;
    expect(findAnomalies(series(costs), RULES)).toHaveLength(1);
  });

  test("by somebody who spent nothing before", () => {
    const costs = new Float64Array(HOURS);
    costs[RULES.from + 10] = 5;
    expect(findAnomalies(series(costs), RULES)).toMatchObject([{ cost: 5, expected: 0 }]);
  });

  test("with four days of history, by hour of the day", () => {
    const costs = smooth(60, 0.2, 7).slice(0, 5 * 24);
    costs[100]! += 200;
    const found = findAnomalies(series(costs), { from: 96, minimum: 1 });
    expect(found.map(({ first }) => first)).toEqual([100]);
  });
});

describe("what adds up is found, though no hour of it is striking", () => {
  const times = (costs: Float64Array, first: number, hours: number, factor: number): Float64Array =>
    costs.map((cost, hour) => (hour >= first && hour < first + hours ? cost * factor : cost));
  const cases: [string, number, number][] = [
    ["a day at two and a half times", 24, 2.5],
    ["three days at twice", 72, 2],
  ];
  for (const [what, hours, factor] of cases)
    test.each([
      [400, 0.05],
      [60, 0.2],
      [8, 0.3],
    ])(`${what} what is usual, of %d calls an hour at $%d`, (calls, usd) => {
      let found = 0;
      for (let seed = 1; seed <= 12; seed++) {
        const first = RULES.from + 30;
        const anomalies = findAnomalies(series(times(smooth(calls, usd, seed), first, hours, factor)), RULES);
        // Where it begins and ends is told to within half a day or so.
        if (
          anomalies.length === 1 &&
          Math.abs(anomalies[0]!.first - first) <= 14 &&
          Math.abs(anomalies[0]!.last - (first + hours - 1)) <= 14
        )
          found++;
      }
      expect(found).toBeGreaterThanOrEqual(11);
    });

  test("what it cost and what is usual are of the same hours", () => {
    const costs = times(smooth(400, 0.05, 3), RULES.from + 30, 24, 3);
    const [day] = findAnomalies(series(costs), RULES);
    const sum = costs.slice(day!.first, day!.last + 1).reduce((total, cost) => total + cost, 0);
    expect(day!.cost).toBeCloseTo(sum, 6);
    expect(day!.cost / day!.expected).toBeGreaterThan(2);
    expect(day!.cost / day!.expected).toBeLessThan(3.5);
  });
});

test("seven weeks of traffic that stays as it is have none, smooth or uneven", () => {
  for (const [calls, usd, spread] of [
    [400, 0.05, 0.5],
    [60, 0.2, 1],
    [8, 0.3, 1],
    [2, 0.2, 0.5],
  ] as const)
    for (let seed = 1; seed <= 25; seed++) {
      const random = seeded(seed * 7);
      const costs = Float64Array.from({ length: 11 * 168 }, (_, hour) => {
        const level = (hour % 24 >= 8 && hour % 24 < 18 ? 2 : 0.3) * (hour % 168 >= 120 ? 0.3 : 1);
        let sum = 0;
        for (let n = poisson(calls * level, random); n > 0; n--)
          sum += usd * Math.exp(spread * normal(random) - (spread * spread) / 2);
        return sum;
      });
      const rules = { from: 4 * 168, minimum: 1 };
      expect(findSustained(series(costs), rules), `${calls} ${spread} ${seed}`).toEqual([]);
      if (spread === 0.5) expect(findAnomalies(series(costs), rules)).toEqual([]);
    }
});

describe("what is not", () => {
  test("less than the minimum above", () => {
    const costs = new Float64Array(HOURS);
    costs[RULES.from + 10] = 0.9;
    expect(findAnomalies(series(costs), RULES)).toEqual([]);
  });
  test("a new level, after some days of it", () => {
    const costs = Float64Array.from({ length: HOURS }, (_, hour) => (hour < RULES.from ? 1 : 20));
    const found = findAnomalies(series(costs), RULES);
    expect(found).toHaveLength(1);
    expect(found[0]!.first).toBe(RULES.from);
    expect(found[0]!.last - found[0]!.first).toBeLessThan(4 * 24);
  });
  test("the first two days: nothing is known of such hours", () => {
    expect(findAnomalies(series([1, 50, 1, 90]), { from: 0, minimum: 1 })).toEqual([]);
  });
});

test("no anomaly hides where only the expensive hours are known", () => {
  let [held, ruledOut] = [0, 0];
  for (let seed = 1; seed <= 300; seed++) {
    const random = seeded(seed);
    const costs = smooth([1, 4, 20][seed % 3] as number, 0.1, seed);
    for (let spikes = Math.floor(random() * 4); spikes > 0; spikes--) {
      const hour = RULES.from + Math.floor(random() * 168);
      for (let at = hour; at < Math.min(HOURS, hour + 1 + 5 * random()); at++)
        costs[at] = (costs[at] as number) * (1 + 6 * random()) + 2 * random();
    }
    const isFound = findStrikingHours(series(costs), RULES).length > 0;
    const mayHold = mayHoldAnomaly(series(costs.map((cost) => (cost < 0.1 ? 0 : cost))), RULES);
    if (isFound) expect(mayHold).toBe(true);
    held += isFound ? 1 : 0;
    ruledOut += mayHold ? 0 : 1;
  }
  expect(held).toBeGreaterThan(30);
  expect(ruledOut).toBeGreaterThan(30);
});
