/** Seconds a bucket; 0 is a day in UTC. */
export type Resolution = 10 | 60 | 900 | 3600 | 0;

/** A range of time, `from` included and `to` not, in milliseconds since the epoch. */
export interface TimeRange {
  from: number;
  to: number;
}

/** Which roll-up answers for which ranges; `raw` is read from spans and traces themselves. Together: the whole range, once. */
export interface Cover {
  resolutions: Map<Resolution, TimeRange[]>;
  raw: TimeRange[];
}

const LEVELS = [
  { tier: 0, ms: 86_400_000 },
  { tier: 3600, ms: 3_600_000 },
  { tier: 900, ms: 900_000 },
  { tier: 60, ms: 60_000 },
  { tier: 10, ms: 10_000 },
] as const;

/**
 * Covers a range by the longest buckets that may be used: one that lies wholly within the range and within one point, and
 * neither is stale itself nor holds a stale bucket of a finer resolution. What is left is raw.
 * @param points starts of the points, ascending
 * @param stale starts of stale buckets in milliseconds, by resolution
 * @param tensFrom ten-second buckets are kept from here on
 */
export function planBuckets(
  range: TimeRange,
  points: readonly number[],
  stale: readonly { tier: number; bucket: number }[],
  tensFrom: number,
): Cover {
  const cover: Cover = { resolutions: new Map(), raw: [] };
  const staleOf = new Map(LEVELS.map(({ tier }) => [tier as number, new Set<number>()]));
  for (const { tier, bucket } of stale) {
    staleOf.get(tier)?.add(bucket);
    // A stale bucket spoils the longer ones around it; ten seconds are made for themselves, and minutes have marks of their own.
    for (const level of tier === 10 ? [] : LEVELS)
      if (lengthOf(tier) < level.ms) staleOf.get(level.tier)?.add(bucket - (bucket % level.ms));
  }
  const take = (list: TimeRange[], taken: TimeRange) => {
    const last = list.at(-1);
    if (last !== undefined && last.to === taken.from) last.to = taken.to;
    else list.push({ ...taken });
  };
  // Ranges are visited in ascending order, so the next point only moves forward.
  let next = 0;
  const isCut = (from: number, to: number): boolean => {
    while (next < points.length && (points[next] as number) <= from) next++;
    return next < points.length && (points[next] as number) < to;
  };
  const fill = (left: TimeRange, depth: number): void => {
    const level = LEVELS[depth];
    if (left.from >= left.to) return;
    if (level === undefined || (level.tier === 10 && left.from < tensFrom)) return take(cover.raw, left);
    for (let at = left.from; at < left.to;) {
      const start = at - (at % level.ms);
      const end = start + level.ms;
      const to = Math.min(end, left.to);
      const whole = at === start && to === end && !staleOf.get(level.tier)?.has(start) && !isCut(start, end);
      if (whole) take(listOf(cover, level.tier), { from: at, to });
      else fill({ from: at, to }, depth + 1);
      at = to;
    }
  };
  fill(range, 0);
  return cover;
}

/** Kept in the widest grouping set only. */
export const isShort = (resolution: Resolution): boolean => resolution === 60 || resolution === 10;

const lengthOf = (tier: number): number => (tier === 0 ? 86_400_000 : tier * 1000);

function listOf(cover: Cover, resolution: Resolution): TimeRange[] {
  const list = cover.resolutions.get(resolution) ?? [];
  cover.resolutions.set(resolution, list);
  return list;
}
