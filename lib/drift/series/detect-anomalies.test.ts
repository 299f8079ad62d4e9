import fc from "fast-check";
import { expect, it } from "vitest";

import { normal, seeded } from "@/lib/stats/random";

import { newDetector, observe, type Detector, type Verdict } from "./detect-anomalies";

const START = Date.UTC(2026, 0, 5);
const FIVE_MINUTES = 300_000;
const DAY_ROWS = 288;

const run = (values: number[], detector: Detector = newDetector(), first = 0): Verdict[] =>
  values.map((value, i) => observe(detector, START + (first + i) * FIVE_MINUTES, value));

const alarms = (verdicts: Verdict[], from = 0): number[] =>
  verdicts.flatMap(({ alarm }, row) => (alarm && row >= from ? [row] : []));

function series(length: number, of: (i: number) => number, { noise = 1, seed = 1 } = {}): number[] {
  const random = seeded(seed);
  return Array.from({ length }, (_, i) => of(i) + noise * normal(random));
}

/** Office hours, the same every day. */
const office = (i: number): number => (i % DAY_ROWS >= 105 && i % DAY_ROWS < 216 ? 80 : 20);

it("tells a spike at its row, with its side and the usual range", () => {
  const verdicts = run(series(1500, (i) => (i === 1000 ? 15 : 0)));
  expect(alarms(verdicts, 900)).toEqual([1000]);
  const { kind, direction, expected, score, threshold } = verdicts[1000]!;
  expect([kind, direction]).toEqual(["spike", "up"]);
  expect(score).toBeGreaterThan(threshold);
  expect(expected!.low).toBeGreaterThan(-4);
  expect(expected!.low).toBeLessThan(-1.5);
  expect(expected!.high).toBeGreaterThan(1.5);
  expect(expected!.high).toBeLessThan(4);
});

it("tells a shift that no single row shows, once, soon and as a level", () => {
  for (const [shift, direction] of [
    [2, "up"],
    [-2, "down"],
  ] as const) {
    const verdicts = run(series(1500, (i) => (i < 1000 ? 0 : shift)));
    const [first, ...rest] = alarms(verdicts, 950);
    expect(first).toBeGreaterThanOrEqual(1000);
    expect(first).toBeLessThan(1060);
    expect(rest.length).toBeLessThanOrEqual(1);
    expect(verdicts[first!]!.direction).toBe(direction);
    expect(verdicts[first!]!.kind).toBe("level");
  }
});

it("tells noise that grows while the level stays", () => {
  const noisy = series(1500, () => 0).map((value, i) => value * (i < 1000 ? 1 : 4));
  const first = alarms(run(noisy), 950)[0];
  expect(first).toBeGreaterThanOrEqual(1000);
  expect(first).toBeLessThan(1030);
});

it("learns a day, says nothing of ordinary ones, and tells one without its office hours when they should begin", () => {
  const usual = series(14 * DAY_ROWS, office);
  expect(alarms(run(usual), 3 * DAY_ROWS)).toEqual([]);
  const missing = 10 * DAY_ROWS;
  const verdicts = run(
    series(14 * DAY_ROWS, (i) => (i >= missing && i < missing + DAY_ROWS ? 20 : office(i))),
  );
  const first = alarms(verdicts, 3 * DAY_ROWS)[0]!;
  expect(first).toBeGreaterThanOrEqual(missing + 105);
  expect(first).toBeLessThan(missing + 115);
  expect([verdicts[first]!.kind, verdicts[first]!.direction]).toEqual(["season", "down"]);
  expect(verdicts[first]!.expected!.low).toBeGreaterThan(60);
});

it("believes a rhythm after two days, follows its trend, and does not learn an anomaly", () => {
  const odd = 8 * DAY_ROWS;
  const values = series(
    14 * DAY_ROWS,
    (i) => office(i) + i * 0.006 + (i >= odd && i < odd + DAY_ROWS ? 300 : 0),
  );
  const verdicts = run(values);
  expect(verdicts.slice(0, 2 * DAY_ROWS).every(({ kind }) => kind !== "season")).toBe(true);
  const outside = (from: number, to: number): number =>
    verdicts
      .slice(from, to)
      .filter(({ expected }, i) => values[from + i]! < expected!.low || values[from + i]! > expected!.high)
      .length;
  expect(outside(odd, odd + 30)).toBe(30);
  expect(outside(odd + DAY_ROWS, 14 * DAY_ROWS)).toBeLessThan(60);
  expect(alarms(verdicts, odd + 2 * DAY_ROWS)).toEqual([]);
  const { low, high } = verdicts[13 * DAY_ROWS + 20]!.expected!;
  expect(high - low).toBeLessThan(30);
});

it("tells a value that got stuck as flat", () => {
  const verdicts = run(series(14 * DAY_ROWS, (i) => office(i)).map((value, i) => (i >= 2900 ? 40 : value)));
  const first = verdicts.findIndex(({ alarm }, row) => alarm && row >= 2900);
  expect(first).toBeLessThan(2900 + DAY_ROWS);
  expect(verdicts.slice(2910, 3100).some(({ kind }) => kind === "flat")).toBe(true);
});

it("is quiet on one value, on whole numbers, on bounded noise and on a step that comes every day", () => {
  expect(alarms(run(new Array(3000).fill(45)))).toEqual([]);
  expect(alarms(run(series(3000, () => 0.1 + 0.2, { noise: 1e-16 })))).toEqual([]);
  const random = seeded(3);
  expect(alarms(run(Array.from({ length: 4000 }, () => Math.floor(random() * 4))))).toEqual([]);
  expect(alarms(run(Array.from({ length: 4000 }, () => random())))).toEqual([]);
  expect(alarms(run(Array.from({ length: 4000 }, (_, i) => office(i))), 3 * DAY_ROWS)).toEqual([]);
});

it("raises about one alarm in two thousand rows or fewer of noise, normal or heavy", () => {
  for (const of of [(x: number) => x, (x: number) => Math.exp(x)]) {
    let raised = 0;
    for (let seed = 1; seed <= 10; seed++)
      raised += alarms(run(series(4000, () => 0, { seed }).map(of))).length;
    expect(raised).toBeLessThanOrEqual(40);
  }
});

it("gets used to what happens every day at another time, and still tells what is larger", () => {
  const random = seeded(5);
  const jobs = new Set(Array.from({ length: 24 }, (_, day) => day * DAY_ROWS + Math.floor(40 * random())));
  const values = series(24 * DAY_ROWS, (i) => (jobs.has(i) ? 60 : i === 6500 ? 300 : 0));
  const told = alarms(run(values), 5 * DAY_ROWS);
  expect(told).toContain(6500);
  expect(told.length).toBeLessThanOrEqual(4);
});

it("looks at nothing after the row: the beginning of a series is judged as the series is", () => {
  const values = series(1200, (i) => (i > 800 ? 3 : 0));
  expect(run(values).slice(0, 700)).toEqual(run(values.slice(0, 700)));
});

it("answers the same when its state was stored as JSON and read again at any row", () => {
  const values = series(3 * DAY_ROWS, (i) => office(i) + (i === 700 ? 90 : 0));
  const straight = run(values);
  for (const at of [0, 1, 50, 160, 500, 701]) {
    const detector = newDetector();
    run(values.slice(0, at), detector);
    const restored = JSON.parse(JSON.stringify(detector)) as Detector;
    expect(run(values.slice(at), restored, at)).toEqual(straight.slice(at));
  }
});

it("keeps a state that does not grow, of less than twenty kilobytes", () => {
  const detector = newDetector();
  const size = () => JSON.stringify(detector).length;
  run(series(10_000, office), detector);
  const after = size();
  run(series(10_000, office, { seed: 2 }), detector, 10_000);
  expect(size()).toBeLessThan(20_000);
  expect(size() - after).toBeLessThan(1000);
});

it("passes over missing rows: neither judged nor learned", () => {
  const values = series(1200, (i) => (i === 1100 ? 20 : 0));
  const detector = newDetector();
  let row = 0;
  const told: number[] = [];
  for (const value of values) {
    const before = JSON.stringify(detector);
    const missing = observe(detector, START, Number.NaN);
    expect([missing.alarm, missing.score, missing.expected]).toEqual([false, 0, null]);
    if (row < 5) expect(JSON.stringify(detector)).toBe(before);
    if (observe(detector, START + row * FIVE_MINUTES, value).alarm) told.push(row);
    row++;
  }
  expect(told).toContain(1100);
});

it("is the same in another unit, shifted, and upside down but for its sides", () => {
  const values = series(1500, (i) => (i < 1000 ? 0 : 3)).map((value) => Math.round(value * 64) / 64);
  const rows = alarms(run(values));
  expect(alarms(run(values.map((value) => value * 1024)))).toEqual(rows);
  expect(alarms(run(values.map((value) => -value)))).toEqual(rows);
  expect(alarms(run(values.map((value) => value + 1024)))).toEqual(rows);
});

it("answers with finite numbers for any values and times", () => {
  const value = fc.oneof(
    fc.double(),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 0, -0),
  );
  const time = fc.oneof(fc.integer({ min: -1e13, max: 1e13 }), fc.double());
  const rows = fc.array(fc.tuple(time, value), { maxLength: 60 });
  fc.assert(
    fc.property(rows, rows, fc.integer({ min: 0, max: 300 }), (before, after, calm) => {
      const detector = newDetector();
      const all = [
        ...before,
        ...Array.from({ length: calm }, (_, i) => [i * FIVE_MINUTES, i % 3] as const),
        ...after,
      ];
      for (const [at, one] of all) {
        const verdict = observe(detector, at, one);
        const { score, threshold, expected } = verdict;
        expect([score, threshold, expected?.low ?? 0, expected?.high ?? 0].every(Number.isFinite)).toBe(true);
      }
      expect(JSON.parse(JSON.stringify(detector))).toEqual(
        JSON.parse(JSON.stringify(detector), (_, one: unknown) => one ?? one),
      );
      expect(JSON.stringify(detector)).not.toContain("NaN");
    }),
  );
});
