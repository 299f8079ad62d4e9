/** Seconds a bucket; 0 is a day in UTC. */
export type Tier = 10 | 60 | 900 | 3600 | 0;

/** A stretch of time, `from` included and `to` not, in milliseconds since the epoch. */
export interface Stretch {
  from: number;
  to: number;
}

/** Which roll-up answers for which stretch; `raw` is read from spans and traces themselves. Together: the whole range, once. */
export interface Cover {
  tiers: Map<Tier, Stretch[]>;
  raw: Stretch[];
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
 * neither is stale itself nor holds a stale bucket of a finer tier. What is left is raw.
 * @param points starts of the points, ascending
 * @param stale starts of stale buckets in milliseconds, by tier
 * @param tensFrom tens of seconds are kept from here on
 */
export function coverRange(
  range: Stretch,
  points: readonly number[],
  stale: readonly { tier: number; bucket: number }[],
  tensFrom: number,
): Cover {
  const cover: Cover = { tiers: new Map(), raw: [] };
  const staleOf = new Map(LEVELS.map(({ tier }) => [tier as number, new Set<number>()]));
  for (const { tier, bucket } of stale) {
    staleOf.get(tier)?.add(bucket);
    // A stale bucket spoils the longer ones around it; ten seconds are made for themselves, and minutes have marks of their own.
    for (const level of tier === 10 ? [] : LEVELS)
      if (lengthOf(tier) < level.ms) staleOf.get(level.tier)?.add(bucket - (bucket % level.ms));
  }
  const take = (list: Stretch[], stretch: Stretch) => {
    const last = list.at(-1);
    if (last !== undefined && last.to === stretch.from) last.to = stretch.to;
    else list.push({ ...stretch });
  };
  // Stretches are visited in ascending order, so the next point only moves forward.
  let next = 0;
  const isCut = (from: number, to: number): boolean => {
    while (next < points.length && (points[next] as number) <= from) next++;
    return next < points.length && (points[next] as number) < to;
  };
  const fill = (stretch: Stretch, depth: number): void => {
    const level = LEVELS[depth];
    if (stretch.from >= stretch.to) return;
    if (level === undefined || (level.tier === 10 && stretch.from < tensFrom))
      return take(cover.raw, stretch);
    for (let at = stretch.from; at < stretch.to;) {
      const start = at - (at % level.ms);
      const end = start + level.ms;
      const to = Math.min(end, stretch.to);
      const whole = at === start && to === end && !staleOf.get(level.tier)?.has(start) && !isCut(start, end);
      if (whole) take(listOf(cover, level.tier), { from: at, to });
      else fill({ from: at, to }, depth + 1);
      at = to;
    }
  };
  fill(range, 0);
  return cover;
}

const lengthOf = (tier: number): number => (tier === 0 ? 86_400_000 : tier * 1000);

function listOf(cover: Cover, tier: Tier): Stretch[] {
  const list = cover.tiers.get(tier) ?? [];
  cover.tiers.set(tier, list);
  return list;
}
