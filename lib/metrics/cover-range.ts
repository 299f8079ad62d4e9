/** Seconds a bucket; 0 is a day in UTC. */
export type Tier = 60 | 3600 | 0;

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
  { tier: 60, ms: 60_000 },
] as const;

/**
 * Covers a range by the coarsest buckets that may be used: a bucket that lies wholly within the range, ended before
 * `liveFrom`, and neither is stale itself nor holds a stale bucket of a finer tier. What is left is raw.
 * @param stale starts of stale buckets in milliseconds, by tier
 * @param coarsest the longest bucket that still fits the wanted points
 */
export function coverRange(
  range: Stretch,
  stale: readonly { tier: number; bucket: number }[],
  options: { coarsest: Tier; liveFrom: number },
): Cover {
  const cover: Cover = { tiers: new Map(), raw: [] };
  const staleOf = new Map(LEVELS.map(({ tier }) => [tier as number, new Set<number>()]));
  for (const { tier, bucket } of stale) {
    staleOf.get(tier)?.add(bucket);
    // A stale bucket spoils the longer ones around it.
    for (const level of LEVELS)
      if (lengthOf(tier) < level.ms) staleOf.get(level.tier)?.add(bucket - (bucket % level.ms));
  }
  const take = (list: Stretch[], stretch: Stretch) => {
    const last = list.at(-1);
    if (last !== undefined && last.to === stretch.from) last.to = stretch.to;
    else list.push({ ...stretch });
  };
  const fill = (stretch: Stretch, depth: number): void => {
    const level = LEVELS[depth];
    if (stretch.from >= stretch.to) return;
    if (level === undefined) return take(cover.raw, stretch);
    for (let at = stretch.from; at < stretch.to;) {
      const start = at - (at % level.ms);
      const end = start + level.ms;
      const to = Math.min(end, stretch.to);
      const whole =
        at === start && to === end && end <= options.liveFrom && !staleOf.get(level.tier)?.has(start);
      // All finer buckets of a clean one are clean: read from the coarsest tier that is wanted.
      if (whole)
        take(listOf(cover, lengthOf(options.coarsest) < level.ms ? options.coarsest : level.tier), {
          from: at,
          to,
        });
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
