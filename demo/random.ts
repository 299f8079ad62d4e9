/** Numbers that look random and follow from a seed alone (sfc32, seeded by hashing text with FNV-1a). */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number from min to max, both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** exp(normal × sigma) × median. */
  lognormal(median: number, sigma: number): number;
  /** Rank from 0 to n - 1 with weight log((rank + 2) / (rank + 1)), near 1 / (rank + 1): few make most of the traffic. */
  zipf(n: number): number;
  /** A source of its own for a part, so that what one part draws does not shift the others. */
  fork(label: string | number): Random;
}

const fnv1a = (text: string, seed: number): number => {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return hash >>> 0;
};

function sfc32(seed: string): () => number {
  let a = fnv1a(seed, 2166136261);
  let b = fnv1a(seed, a);
  let c = fnv1a(seed, b);
  let d = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

export function seeded(seed: string): Random {
  const next = sfc32(seed);
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
    normal,
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    // The harmonic numbers grow like the logarithm, so its inverse is an exponential.
    zipf: (n) => Math.min(n - 1, Math.floor((n + 1) ** next()) - 1),
    fork: (label) => seeded(`${seed}/${label}`),
  };
}
