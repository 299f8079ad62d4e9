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
  /** Ends of the bar along the axis, 0..1, left first. */
  from: number;
  to: number;
  /** Where the running level stands after it, 0..1: the line to the next bar starts there. */
  reached: number;
  href?: string | undefined;
  note?: string | undefined;
}

export interface Waterfall {
  bars: WaterfallBar[];
  /** Value at the axis' left end; above zero where the changes would be hairs on long bars. */
  start: number;
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
  const along = (value: number) => (high === start ? 0 : (value - start) / (high - start));
  const level = (key: string, { label, value }: { label: string; value: number }): WaterfallBar => {
    const [from, to] = [along(Math.max(start, 0)), along(value)].toSorted((a, b) => a - b) as [
      number,
      number,
    ];
    return { key, label, kind: "level", value, from, to, reached: along(value) };
  };
  return {
    start,
    bars: [
      level("before", before),
      ...steps.map(({ key, label, change, href, note }, i): WaterfallBar => {
        const [from, to] = [along(levels[i]!), along(levels[i + 1]!)].toSorted((a, b) => a - b) as [
          number,
          number,
        ];
        return {
          key,
          label,
          kind: "change",
          value: change,
          from,
          to,
          reached: along(levels[i + 1]!),
          href,
          note,
        };
      }),
      level("after", after),
    ],
  };
}
