/** One hour of the baseline: its hour of the week (0 to 167) and what was seen in it. */
export interface SeasonRow {
  slot: number;
  n: number;
  sum: number;
}

/** Spans of history from which a season by hour of day, and one by hour of week, are fitted. */
const HOURS_FOR_DAY = 72;
const HOURS_FOR_WEEK = 504;

/** Hours of weekend, and of other days, from which it is known what they are like. */
const HOURS_OF_DAYS = 24;

const SATURDAY = 120;

export const isWeekend = (slot: number): boolean => slot >= SATURDAY;

/** Which kinds of days a history has seen enough of. */
export function daysSeen(rows: readonly SeasonRow[]): { week: boolean; weekend: boolean } {
  const filled = rows.filter(({ n }) => n > 0);
  const weekend = filled.filter(({ slot }) => isWeekend(slot)).length;
  return { week: filled.length - weekend >= HOURS_OF_DAYS, weekend: weekend >= HOURS_OF_DAYS };
}

/**
 * What is usual at each hour of the week: the mean, plus what repeats at weekends, at an hour of the day, at an hour of the week, each
 * as a deviation from what the ones before it say. Deviations are shrunk by the share of variance between hours that is not
 * explained by how much the same hour differs from time to time (one-way random effects; Searle, Casella, McCulloch: Variance
 * Components, 1992, 3.6; James and Stein's shrinkage). Less history has fewer of them.
 */
export class Season {
  /** Length after which `at` repeats. */
  readonly period: 1 | 24 | 168;
  private readonly mean: number;
  private readonly levels: Level[] = [];

  /** @param spanHours from the first hour to the last */
  constructor(rows: readonly SeasonRow[], spanHours: number) {
    let [n, sum] = [0, 0];
    for (const row of rows) {
      n += row.n;
      sum += row.sum;
    }
    this.mean = n === 0 ? 0 : sum / n;
    const { week, weekend } = daysSeen(rows);
    const byDay = spanHours >= HOURS_FOR_DAY;
    const byWeekend = byDay && week && weekend;
    const byWeek = spanHours >= HOURS_FOR_WEEK;
    if (byWeekend) this.add(rows, 2, (slot) => (isWeekend(slot) ? 1 : 0));
    if (byDay) this.add(rows, 24, (slot) => slot % 24);
    if (byWeek) this.add(rows, 168, (slot) => slot);
    this.period = byWeekend || byWeek ? 168 : byDay ? 24 : 1;
  }

  /** What is usual at an hour of the week, as it would be known without `own`: a part of the baseline that lies in it. */
  at(slot: number, own: { n: number; sum: number } = NOTHING): number {
    let usual = this.mean;
    for (const level of this.levels) usual += deviation(level, slot, own.n, own.sum - own.n * usual);
    return usual;
  }

  private add(rows: readonly SeasonRow[], groups: number, groupOf: (slot: number) => number): void {
    const rests = rows.map((row) => ({ ...row, rest: row.sum - row.n * this.at(row.slot) }));
    this.levels.push(levelOf(rests, groups, groupOf));
  }
}

const NOTHING = { n: 0, sum: 0 };

/** What is left of sums, by group; variance between groups, and within them of one unit of `n`. */
interface Level {
  groupOf: (slot: number) => number;
  n: Float64Array;
  rest: Float64Array;
  between: number;
  within: number;
}

function deviation(level: Level, slot: number, ownN: number, ownRest: number): number {
  const group = level.groupOf(slot);
  const n = (level.n[group] as number) - ownN;
  if (level.between <= 0 || n <= 0) return 0;
  const mean = ((level.rest[group] as number) - ownRest) / n;
  return (mean * level.between) / (level.between + level.within / n);
}

function levelOf(
  rows: readonly (SeasonRow & { rest: number })[],
  groups: number,
  groupOf: (slot: number) => number,
): Level {
  const n = new Float64Array(groups);
  const rest = new Float64Array(groups);
  for (const row of rows) {
    const group = groupOf(row.slot);
    n[group] = (n[group] as number) + row.n;
    rest[group] = (rest[group] as number) + row.rest;
  }
  let [within, used] = [0, 0];
  for (const row of rows) {
    if (row.n === 0) continue;
    const group = groupOf(row.slot);
    within += row.n * (row.rest / row.n - (rest[group] as number) / (n[group] as number)) ** 2;
    used++;
  }
  let [between, filled, all, squares] = [0, 0, 0, 0];
  for (let group = 0; group < groups; group++) {
    const count = n[group] as number;
    if (count === 0) continue;
    between += (rest[group] as number) ** 2 / count;
    filled++;
    all += count;
    squares += count * count;
  }
  if (filled < 2 || used <= filled) return { groupOf, n, rest, between: 0, within: 0 };
  const meanWithin = within / (used - filled);
  const meanBetween = between / (filled - 1);
  const size = (all - squares / all) / (filled - 1);
  return { groupOf, n, rest, between: Math.max(0, (meanBetween - meanWithin) / size), within: meanWithin };
}
