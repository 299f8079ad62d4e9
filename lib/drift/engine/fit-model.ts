import { HOUR_MS, type Cell, type Signal } from "./cell";
import { componentsOf, isShare, observe, type Component, type Observation } from "./component";
import { priorOf } from "./prior";
import { slotOf, TIME_CONSTANTS_H, wanderOfMean, type ComponentModel, type Model } from "./model";
import { measureNoise, type Residual } from "./noise";
import { replay, type ReplayCell } from "./replay";
import { daysSeen, Season, type SeasonRow } from "./season";

export interface NotEnoughData {
  status: "not enough data";
  has: { hours: number; n: number };
  needs: { hours: number; n: number };
}

/** A baseline has a day with something in it, of one kind (working days, weekend), and as many interactions as a share needs to be a figure. */
const NEEDS = { hours: 24, n: 200 };

/** Before there are two days of shorter cells, hours say how a series varies. */
const FINE_HOURS = 48;

/** The days a series may stand beside its usual level without anybody having measured it, on the scale of shifts: always, in the first week, in the first days. */
const UNMEASURED = [
  { belowHours: 72, deviation: 0.25 },
  { belowHours: 168, deviation: 0.12 },
  { belowHours: Infinity, deviation: 0.02 },
];

/** How much more everything may vary than measured, until the baseline itself looks quiet when it is watched. */
const INFLATIONS = [1, 1.25, 1.6, 2, 3, 5];

/** Evidence that a quiet baseline stays below, in the hours that it was watched: more has probability 1/5 at most. */
const QUIET = 5;

/**
 * What is usual in a baseline.
 * @param history cells in any order that do not overlap: hours, or shorter ones of one length, or both
 * @param clockOffsetMs what is to be added to UTC for the clock that people live by
 */
export function fitModel(
  signal: Signal,
  history: readonly Cell[],
  { clockOffsetMs = 0 }: { clockOffsetMs?: number } = {},
): Model | NotEnoughData {
  const cells = history.toSorted((a, b) => a.at - b.at);
  const components = componentsOf(signal, cells);
  const seen = cells.map((cell) => observe(components, cell));
  const filled = new Set<number>();
  let n = 0;
  for (const [index, cell] of cells.entries()) {
    const count = seen[index]?.[0]?.n ?? 0;
    if (count > 0) filled.add(Math.floor(cell.at / HOUR_MS));
    n += count;
  }
  const has = { hours: filled.size, n };
  const days = daysSeen(
    [...filled].map((hour) => ({ slot: slotOf(hour * HOUR_MS, clockOffsetMs), n: 1, sum: 0 })),
  );
  if (has.n < NEEDS.n || !(days.week || days.weekend))
    return { status: "not enough data", has, needs: NEEDS };
  const first = cells[0] as Cell;
  const last = cells.at(-1) as Cell;
  const shares = components.map((_, index) => {
    const sums = seen.map((observations) => observations[index] as Observation);
    return sums.reduce((sum, part) => sum + part.sum, 0) / n;
  });
  const priors = priorOf(signal, components, shares);
  return {
    signal,
    clockOffsetMs,
    from: first.at,
    to: last.at + last.lengthMs,
    days,
    components: components.map((component, index) =>
      fitComponent(
        component,
        cells.map((cell, at) => ({ cell, seen: seen[at]?.[index] as Observation })),
        clockOffsetMs,
        priors[index] as { shifts: number[]; prior: number[] },
      ),
    ),
  };
}

interface Seen {
  cell: { at: number; lengthMs: number };
  seen: Observation;
}

function fitComponent(
  component: Component,
  cells: readonly Seen[],
  clockOffsetMs: number,
  prior: { shifts: number[]; prior: number[] },
): ComponentModel {
  const hours = byHour(cells);
  const spanHours = ((hours.at(-1) as Seen).cell.at - (hours[0] as Seen).cell.at) / HOUR_MS + 1;
  const slot = (at: number): number => slotOf(at, clockOffsetMs);
  const rows: SeasonRow[] = hours.map(({ cell, seen }) => ({
    slot: slot(cell.at),
    n: seen.n,
    sum: seen.sum,
  }));
  const season = new Season(rows, spanHours);
  const hourOf = new Map(hours.map((hour) => [hour.cell.at, hour.seen]));
  const clamp = clampOf(component, cells);
  const without = ({ cell }: Seen): number =>
    season.at(slot(cell.at), hourOf.get(startOfHour(cell.at)) as Observation);
  const unit = isShare(component) ? 1 : spreadWithin(cells);
  const residual = (part: Seen): Residual => residualOf(component, part, without(part), clamp, unit);
  const short = cells.filter(({ cell }) => cell.lengthMs < HOUR_MS);
  const isFine = new Set(short.map(({ cell }) => startOfHour(cell.at))).size >= FINE_HOURS;
  const fine = isFine ? short : hours;
  const noise = measureNoise(fine.map(residual), hours.map(residual));
  const { deviation } = UNMEASURED.find(({ belowHours }) => spanHours < belowHours) as { deviation: number };
  const wander = noise.wander.map(
    (part, index) => part * uncertaintyOf(index, spanHours) + (index === 2 ? deviation ** 2 : 0),
  );
  const precision = hours.map(residual).reduce((sum, { precision: part }) => sum + part, 0);
  const base: ComponentModel = {
    component,
    levels: Array.from({ length: season.period }, (_, index) => clamp(season.at(index))),
    unit,
    dispersion: noise.dispersion,
    wander,
    levelError: noise.dispersion / precision + wanderOfMean(noise.wander, spanHours),
    ...prior,
    penalty: prior.shifts.map(() => 0),
  };
  return quieted(
    base,
    fine.map((part) => ({ ...part, expected: clamp(without(part)) })),
  );
}

/**
 * How much larger a wandering may be than it was measured: a history that is short beside it has seen it a few times only. Two
 * standard deviations of the variance's estimate (Bartlett: an average over 2 * constant hours is one observation).
 */
const uncertaintyOf = (part: number, spanHours: number): number =>
  1 + 2 * Math.sqrt((4 * (TIME_CONSTANTS_H[part] as number)) / spanHours);

/** A baseline that would raise findings of itself varies more than was measured. */
function quieted(base: ComponentModel, cells: readonly ReplayCell[]): ComponentModel {
  const share = base.prior.reduce((sum, part) => sum + part, 0);
  const hours = cells.reduce((sum, { cell }) => sum + cell.lengthMs, 0) / HOUR_MS;
  let model = base;
  for (const inflation of INFLATIONS) {
    model = {
      ...base,
      dispersion: base.dispersion * inflation,
      wander: base.wander.map((part) => part * inflation),
      levelError: base.levelError * inflation,
    };
    const { most, penalty } = replay(model, cells);
    model = { ...model, penalty };
    if (most <= QUIET * hours * share) break;
  }
  return model;
}

const startOfHour = (at: number): number => at - (((at % HOUR_MS) + HOUR_MS) % HOUR_MS);

function byHour(cells: readonly Seen[]): Seen[] {
  const hours = new Map<number, Seen>();
  for (const { cell, seen } of cells) {
    const at = startOfHour(cell.at);
    const hour = hours.get(at) ?? {
      cell: { at, lengthMs: HOUR_MS },
      seen: { n: 0, sum: 0, squares: 0 },
    };
    hour.seen.n += seen.n;
    hour.seen.sum += seen.sum;
    hour.seen.squares += seen.squares;
    hours.set(at, hour);
  }
  return [...hours.values()].sort((a, b) => a.cell.at - b.cell.at);
}

/** A share of which nothing, or nothing else, was seen is not 0 or 1: half a hit is assumed (Jeffreys). */
function clampOf(component: Component, cells: readonly Seen[]): (level: number) => number {
  if (!isShare(component)) return (level) => level;
  const n = cells.reduce((sum, { seen }) => sum + seen.n, 0);
  const least = 0.5 / (n + 1);
  return (level) => Math.min(1 - least, Math.max(least, level));
}

/** Standard deviation of single values around their cell's mean. */
function spreadWithin(cells: readonly Seen[]): number {
  let [squares, freedom, n, sum, all] = [0, 0, 0, 0, 0];
  for (const { seen } of cells) {
    n += seen.n;
    sum += seen.sum;
    all += seen.squares;
    if (seen.n < 2) continue;
    squares += Math.max(0, seen.squares - (seen.sum * seen.sum) / seen.n);
    freedom += seen.n - 1;
  }
  const overall = Math.sqrt(Math.max(0, all / n - (sum / n) ** 2));
  const within = freedom > 0 ? Math.sqrt(squares / freedom) : overall;
  // Values that never differed: a millionth of them is a change.
  return Math.max(within, overall / 1000, Math.abs(sum / n) * 1e-6, 1e-9);
}

function residualOf(
  component: Component,
  { cell, seen }: Seen,
  expected: number,
  clamp: (level: number) => number,
  unit: number,
): Residual {
  const { at, lengthMs } = cell;
  if (seen.n === 0) return { at, lengthMs, value: 0, precision: 0 };
  const mean = seen.sum / seen.n;
  if (!isShare(component)) return { at, lengthMs, value: (mean - expected) / unit, precision: seen.n };
  const information = clamp(expected) * (1 - clamp(expected));
  return { at, lengthMs, value: (mean - expected) / information, precision: seen.n * information };
}
