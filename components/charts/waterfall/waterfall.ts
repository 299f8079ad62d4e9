/** What made a figure what it is: what was, what changed it, what is. */
export interface WaterfallStep {
  key: string;
  label: string;
  /** How much it added or, below zero, took away. */
  change: number;
  href?: string | undefined;
  note?: string | undefined;
}

export interface WaterfallBar {
  key: string;
  label: string;
  /** A level (before, after) or a change. */
  kind: "level" | "change";
  /** The level itself, or the change with its sign. */
  value: number;
  /** Both ends of the bar, the smaller first. */
  ends: [number, number];
  /** Where the running level stands after it: the line to the next bar starts there. */
  reached: number;
  href?: string | undefined;
  note?: string | undefined;
}

export interface Waterfall {
  bars: WaterfallBar[];
  /** Where the axis begins; above zero where the changes would be hairs on long bars. */
  start: number;
  end: number;
}

/** Below this share of the axis all changes together would hardly be seen: the axis then starts near the levels. */
const VISIBLE = 0.25;

/** Before, each change from where the one before ended, after; along one axis from zero, unless that would hide the changes. */
export function waterfall(
  before: { label: string; value: number },
  steps: readonly WaterfallStep[],
  after: { label: string; value: number },
): Waterfall {
  const levels = [before.value];
  for (const { change } of steps) levels.push(levels.at(-1)! + change);
  const low = Math.min(...levels, after.value);
  const high = Math.max(...levels, after.value);
  const moved = high - low;
  const start = low > 0 && moved > 0 && moved < high * VISIBLE ? Math.max(0, low - moved) : Math.min(0, low);
  const ends = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
  const level = (key: string, { label, value }: { label: string; value: number }): WaterfallBar => ({
    key,
    label,
    kind: "level",
    value,
    ends: ends(Math.max(start, 0), value),
    reached: value,
  });
  const changes = steps.map(({ change, ...step }, i): WaterfallBar => ({
    ...step,
    kind: "change",
    value: change,
    ends: ends(levels[i]!, levels[i + 1]!),
    reached: levels[i + 1]!,
  }));
  return {
    start,
    end: high > start ? high : start + 1,
    bars: [level("before", before), ...changes, level("after", after)],
  };
}
