/** Random numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** 0 <= x < 1 */
  next(): number;
  /** A whole number below `n`. */
  below(n: number): number;
  chance(p: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** Log-normal: half of the values lie below `median`, two thirds within a factor of e^spread. */
  around(median: number, spread: number): number;
  /** Hex digits, eight at a time. */
  hex(digits: 8 | 16 | 32): string;
}

/** sfc32 over a seed's words. */
export function randomFrom(...seed: readonly number[]): Random {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const u32 = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (const word of seed) {
    a ^= word;
    for (let i = 0; i < 12; i++) u32();
  }
  const next = (): number => u32() / 4_294_967_296;
  const eight = (): string => u32().toString(16).padStart(8, "0");
  return {
    next,
    below: (n) => Math.floor(next() * n),
    chance: (p) => next() < p,
    pick: (values) => values[Math.floor(next() * values.length)] as never,
    around: (median, spread) =>
      median * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
    hex: (digits) => {
      let text = "";
      while (text.length < digits) text += eight();
      return text;
    },
  };
}

/** Draws an index with the given weights. */
export function weighted(weights: readonly number[]): (random: Random) => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (const [index, weight] of weights.entries()) sums[index] = total += weight;
  return (random) => {
    const wanted = random.next() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Ranks below `n` with a heavy tail: rank k is drawn in proportion to 1 / (k + 1)^exponent. */
export const zipf = (n: number, exponent: number): ((random: Random) => number) =>
  weighted(Array.from({ length: n }, (_, rank) => (rank + 1) ** -exponent));
