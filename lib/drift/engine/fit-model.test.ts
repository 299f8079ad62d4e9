import { expect, it } from "vitest";

import { HOUR_MS, type ShareCell } from "./cell";
import { MONDAY, Simulated } from "./cells.testing";
import { fitModel } from "./fit-model";
import { levelAt, slotOf, type ComponentModel, type Model } from "./model";

const SHARE = { kind: "share", direction: "up" } as const;

function onlyComponent(model: ReturnType<typeof fitModel>): ComponentModel {
  return (model as Model).components[0] as ComponentModel;
}

/** One cell an hour with a share by its hour. */
const hourly = (seed: number, hours: number, n: number, shareAt: (slot: number) => number): ShareCell[] => {
  const { random } = new Simulated(seed);
  return Array.from({ length: hours }, (_, hour) => {
    const at = MONDAY + hour * HOUR_MS;
    const share = shareAt(slotOf(at, 0));
    let hits = 0;
    for (let index = 0; index < n; index++) if (random() < share) hits++;
    return { at, lengthMs: HOUR_MS, n, hits };
  });
};

it("says how much is missing where a baseline is too short or too thin", () => {
  expect(fitModel(SHARE, [])).toEqual({
    status: "not enough data",
    has: { hours: 0, n: 0 },
    needs: { hours: 24, n: 200 },
  });
  expect(
    fitModel(
      SHARE,
      hourly(1, 23, 100, () => 0.1),
    ),
  ).toMatchObject({ has: { hours: 23, n: 2300 } });
  expect(
    fitModel(
      SHARE,
      hourly(1, 100, 1, () => 0.1),
    ),
  ).toMatchObject({ has: { hours: 100, n: 100 } });
  expect(
    fitModel(
      SHARE,
      hourly(1, 30, 20, () => 0.1),
    ),
  ).toHaveProperty("components");
});

it("goes by hour of week after three weeks, by hour of day after three days, by neither before", () => {
  const weekend = (slot: number): number => (slot >= 120 ? 0.3 : slot % 24 < 12 ? 0.05 : 0.1);
  const levels = (hours: number): readonly number[] =>
    onlyComponent(fitModel(SHARE, hourly(2, hours, 400, weekend))).levels;
  expect(levels(48)).toHaveLength(1);
  expect(levels(100)).toHaveLength(24);
  const week = onlyComponent(fitModel(SHARE, hourly(2, 28 * 24, 400, weekend)));
  expect(week.levels).toHaveLength(168);
  for (const slot of [3, 15, 130]) expect(Math.abs(levelAt(week, slot) - weekend(slot))).toBeLessThan(0.03);
});

it("knows weekends from the first one on, by their own level", () => {
  const weekend = (slot: number): number => (slot >= 120 ? 0.3 : 0.1);
  const model = fitModel(SHARE, hourly(9, 8 * 24, 400, weekend)) as Model;
  expect(model.days).toEqual({ week: true, weekend: true });
  const component = onlyComponent(model);
  expect(levelAt(component, 130)).toBeGreaterThan(0.25);
  expect(levelAt(component, 30)).toBeLessThan(0.13);
  expect(fitModel(SHARE, hourly(9, 4 * 24, 400, weekend))).toMatchObject({
    days: { week: true, weekend: false },
  });
});

it("sees no season in noise", () => {
  const { levels } = onlyComponent(
    fitModel(
      SHARE,
      hourly(3, 28 * 24, 50, () => 0.2),
    ),
  );
  expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(0.03);
});

it("measures how much more than independent interactions a series varies", () => {
  const random = new Simulated(5).random;
  const clumped = hourly(4, 28 * 24, 50, () => 0.2).map((cell) => ({
    ...cell,
    n: cell.n * 4,
    hits: cell.hits * 4,
  }));
  // Four interactions always together: four times the variance.
  expect(onlyComponent(fitModel(SHARE, clumped)).dispersion).toBeGreaterThan(3);
  expect(onlyComponent(fitModel(SHARE, clumped)).dispersion).toBeLessThan(5.5);
  let level = 0;
  const wandering = hourly(5, 28 * 24, 2000, () => {
    level = level * 0.6 + 0.2 * (random() - 0.5);
    return 0.2 * Math.exp(level);
  });
  const [minutes = 0, hours = 0] = onlyComponent(fitModel(SHARE, wandering)).wander;
  // Its deviation is 0.072 of the share, 0.09 of the logit.
  expect(Math.sqrt(minutes + hours)).toBeGreaterThan(0.05);
  expect(Math.sqrt(minutes + hours)).toBeLessThan(0.15);
});

it("knows its own level the less the shorter it is", () => {
  const error = (hours: number): number =>
    onlyComponent(
      fitModel(
        SHARE,
        hourly(6, hours, 100, () => 0.1),
      ),
    ).levelError;
  expect(error(24)).toBeGreaterThan(error(24 * 7));
  expect(error(24 * 7)).toBeGreaterThan(error(24 * 28));
});

it("is the same for the same cells in any order, and is JSON", () => {
  const cells = hourly(7, 24 * 8, 60, () => 0.1);
  const model = fitModel(SHARE, cells);
  expect(fitModel(SHARE, cells.toReversed())).toEqual(model);
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
});

it("takes hours by the project's clock", () => {
  const cells = hourly(8, 24 * 14, 400, (slot) => (slot % 24 < 12 ? 0.05 : 0.2));
  const shifted = onlyComponent(fitModel(SHARE, cells, { clockOffsetMs: 6 * HOUR_MS }));
  expect(levelAt(shifted, 20)).toBeGreaterThan(0.15);
  expect(levelAt(shifted, 8)).toBeLessThan(0.1);
});
