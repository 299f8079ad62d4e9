import { normalMixtureBound, tightestAt } from "@/lib/stats/confidence-sequence";

import { HOUR_MS, type Cell } from "./cell";
import { isShare, observe, type Observation } from "./component";
import { levelAt, slotOf, TIME_CONSTANTS_H, wanderOfMean, type ComponentModel, type Model } from "./model";
import type { Finding } from "./state";
import { unitOf, type Unit } from "./verdict";

export interface ChangeDescription {
  /** The likeliest beginning and the times that hold it with a probability of 95 %; milliseconds since the epoch. */
  began: { at: number; from: number; to: number };
  /** Mean share, mean or geometric mean in that time: what is usual, and what came. */
  baseline: number;
  now: number;
  /** Difference of shares or means, or factor of the level. The interval holds at any look (95 %), given the beginning. */
  change: { estimate: number; low: number; high: number };
  unit: Unit;
}

const ALPHA = 0.05;

const TIGHTEST_H = 6;

/** A change is looked for from so long before the finding. */
const BEFORE_MS = 168 * HOUR_MS;

/**
 * When and how much the component of a finding changed.
 * The beginning: the likelihood of each cell as the first one after the change, with the mean after it as it came, powers as in
 * `look`; all beginnings equally likely before. Source: Shiryaev's posterior; Siegmund: Confidence sets in change-point problems,
 * International Statistical Review 56 (1988).
 * The interval of the change: a confidence sequence around the mean since then, with wandering and the baseline's own error.
 * @param cells of the series, from a week before the finding; later ones than recovery are left out
 * @returns null where the cells hold nothing of the time before the finding
 */
export function describeChange(
  model: Model,
  finding: Finding,
  cells: readonly Cell[],
): ChangeDescription | null {
  const index = model.components.findIndex(({ component }) => component.name === finding.component);
  const component = model.components[index];
  if (component === undefined) return null;
  const components = model.components.map((part) => part.component);
  const end = finding.recoveredAt ?? Infinity;
  const points = cells
    .filter(({ at }) => at >= Math.max(model.to, finding.detectedAt - BEFORE_MS) && at < end)
    .toSorted((a, b) => a.at - b.at)
    .map((cell) => ({ cell, seen: observe(components, cell)[index] as Observation }))
    .filter(({ seen }) => seen.n > 0)
    .map(({ cell, seen }) => ({
      at: cell.at,
      hours: cell.lengthMs / HOUR_MS,
      n: seen.n,
      sum: seen.sum,
      expected: seen.n * levelAt(component, slotOf(cell.at, model.clockOffsetMs)),
    }));
  const began = beginningOf(component, points, finding);
  if (began === null) return null;
  const after = { n: 0, sum: 0, expected: 0, hours: 0 };
  for (const point of points) {
    if (point.at < began.at) continue;
    after.n += point.n;
    after.sum += point.sum;
    after.expected += point.expected;
    after.hours += point.hours;
  }
  return { began, ...effectOf(component, after) };
}

interface Point {
  at: number;
  hours: number;
  n: number;
  sum: number;
  expected: number;
}

function beginningOf(
  model: ComponentModel,
  points: readonly Point[],
  finding: Finding,
): ChangeDescription["began"] | null {
  const fits: { at: number; fit: number }[] = [];
  let [n, sum, expected] = [0, 0, 0];
  for (const [index, point] of points.toReversed().entries()) {
    n += point.n;
    sum += point.sum;
    expected += point.expected;
    if (point.at >= finding.detectedAt) continue;
    const up = sum > expected;
    const fit =
      up === (finding.direction === "up")
        ? fitOf(model, n, sum / n, expected / n, index + 1, point.hours)
        : 0;
    fits.push({ at: point.at, fit });
  }
  const best = fits.reduce<{ at: number; fit: number } | null>(
    (most, fit) => (most === null || fit.fit > most.fit ? fit : most),
    null,
  );
  if (best === null) return null;
  const weights = fits.map(({ at, fit }) => ({ at, weight: Math.exp(fit - best.fit) }));
  const all = weights.reduce((total, { weight }) => total + weight, 0);
  // The likeliest beginnings until they hold 95 %.
  let held = 0;
  let [from, to] = [best.at, best.at];
  for (const { at, weight } of weights.toSorted((a, b) => b.weight - a.weight)) {
    from = Math.min(from, at);
    to = Math.max(to, at);
    held += weight;
    if (held >= (1 - ALPHA) * all) break;
  }
  return { at: best.at, from, to };
}

/**
 * Logarithm of the likelihood ratio of what came, against the baseline. Cells wander together: what fades within hours counts as
 * often as cells share it.
 */
function fitOf(
  model: ComponentModel,
  n: number,
  mean: number,
  usual: number,
  cells: number,
  hours: number,
): number {
  const information = isShare(model.component) ? usual * (1 - usual) : 1;
  const shared = [0, 1].reduce((sum, part) => {
    const together = Math.min(cells, Math.max(1, (2 * (TIME_CONSTANTS_H[part] as number)) / hours));
    return sum + (model.wander[part] as number) * together;
  }, 0);
  const inflation = model.dispersion + (information * n * shared) / cells;
  if (!isShare(model.component)) {
    const away = (mean - usual) / model.unit;
    return (n * away * away) / 2 / inflation;
  }
  const part = (a: number, b: number): number => (a <= 0 ? 0 : a * Math.log(a / b));
  return (n * (part(mean, usual) + part(1 - mean, 1 - usual))) / inflation;
}

function effectOf(
  model: ComponentModel,
  { n, sum, expected, hours }: { n: number; sum: number; expected: number; hours: number },
): Omit<ChangeDescription, "began"> {
  const unit = unitOf(model);
  const [now, usual] = [sum / n, expected / n];
  const share = isShare(model.component);
  // A share's own scale, between where it was and where it is.
  const scale = share ? Math.max(1e-9, (now * (1 - now) + usual * (1 - usual)) / 2) : model.unit;
  const ofOne = share ? now * (1 - now) + 1 / (n + 1) : model.unit * model.unit;
  const informationOf = (count: number, span: number): number =>
    1 /
    ((model.dispersion * ofOne) / count +
      (wanderOfMean(model.wander, span) + model.levelError) * scale * scale);
  const information = informationOf(n, hours);
  // Tightest after some hours, whenever it is looked at: what is chosen at each look would not hold at all of them.
  const rho = tightestAt(informationOf((n / hours) * TIGHTEST_H, TIGHTEST_H), ALPHA);
  const away = normalMixtureBound(information, ALPHA, rho) / information;
  const difference = now - usual;
  if (unit === "ratio")
    return {
      unit,
      baseline: Math.exp(usual),
      now: Math.exp(now),
      change: {
        estimate: Math.exp(difference),
        low: Math.exp(difference - away),
        high: Math.exp(difference + away),
      },
    };
  return {
    unit,
    baseline: usual,
    now,
    change: { estimate: difference, low: difference - away, high: difference + away },
  };
}
