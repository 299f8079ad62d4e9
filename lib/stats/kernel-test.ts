import { median } from "./sorted";

/** What is known of items: vectors of one length, and how they are compared. */
export interface Block {
  vectors: readonly Float64Array[];
  /**
   * "gaussian": any difference of distributions; the width by the median heuristic. "linear": differences of means, each number in
   * its own standard deviations, so that many small ones add up (words).
   */
  kernel: "gaussian" | "linear";
}

export interface KernelTest {
  /** Probability of a difference at least as large, were both samples of one kind. */
  p: number;
  /** For each block how many standard deviations of its permutations its difference lies above their mean. */
  deviations: number[];
}

/**
 * Do two samples come from one distribution? The maximum mean discrepancy of each block of features under its kernel, in units of its own permutations, the largest of the blocks counting; the p-value is that of a
 * permutation test, so that it is right for any features. Items of one group depend on each other: a group that lies on one side
 * only changes sides as a whole, in a group on both sides the items change.
 * Sources: Gretton et al.: A kernel two-sample test, JMLR 13 (2012), sections 2 and 8; Westfall, Young: Resampling-based multiple
 * testing, 1993 (the largest of several); Fine, Scheinberg: Efficient SVM training using low-rank kernel representations, JMLR 2
 * (2001) (kernel by pivoted Cholesky).
 * @param inAfter for each item whether it is of the second sample
 * @param groups for each item what it belongs to
 */
export function kernelTest(
  blocks: readonly Block[],
  inAfter: readonly boolean[],
  groups: readonly string[],
  { permutations, random }: { permutations: number; random: () => number },
): KernelTest {
  const maps = blocks.map(({ vectors, kernel }) =>
    kernel === "linear" ? linearMap(vectors) : gaussianMap(vectors),
  );
  const draw = relabelling(inAfter, groups, random);
  const seen = maps.map(() => new Float64Array(permutations + 1));
  for (let round = 0; round <= permutations; round++) {
    const labels = round === 0 ? inAfter : draw();
    for (const [index, map] of maps.entries())
      (seen[index] as Float64Array)[round] = discrepancy(map, labels);
  }
  const scaled = seen.map(standardised);
  const largest = (round: number): number => {
    let most = -Infinity;
    for (const column of scaled) most = Math.max(most, column[round] as number);
    return most;
  };
  const actual = largest(0);
  let atLeast = 1;
  for (let round = 1; round <= permutations; round++) if (largest(round) >= actual - 1e-12) atLeast++;
  return { p: atLeast / (permutations + 1), deviations: scaled.map((column) => column[0] as number) };
}

const MOST_RANK = 48;
const RANK_TOLERANCE = 1e-3;

/** Coordinates whose inner products are the kernel's values, column by column. */
function gaussianMap(block: readonly Float64Array[]): Float64Array[] {
  const n = block.length;
  const scale = medianDistance(block);
  const left = new Float64Array(n).fill(1);
  const columns: Float64Array[] = [];
  while (scale > 0 && columns.length < Math.min(MOST_RANK, n)) {
    let pivot = 0;
    let rest = 0;
    for (let item = 0; item < n; item++) {
      rest += left[item] as number;
      if ((left[item] as number) > (left[pivot] as number)) pivot = item;
    }
    if (rest < RANK_TOLERANCE * n) break;
    const root = Math.sqrt(left[pivot] as number);
    const column = new Float64Array(n);
    for (let item = 0; item < n; item++) {
      let value = Math.exp(
        -squaredDistance(block[item] as Float64Array, block[pivot] as Float64Array) / scale,
      );
      for (const before of columns) value -= (before[item] as number) * (before[pivot] as number);
      column[item] = value / root;
      left[item] = Math.max(0, (left[item] as number) - (column[item] as number) ** 2);
    }
    left[pivot] = 0;
    columns.push(column);
  }
  return columns;
}

/** A number that is other than usual in fewer items than this says nothing. */
const LEAST_DIFFERENT = 5;

function linearMap(block: readonly Float64Array[]): Float64Array[] {
  const n = block.length;
  const columns: Float64Array[] = [];
  for (let at = 0; at < (block[0]?.length ?? 0); at++) {
    const column = Float64Array.from(block, (vector) => vector[at] as number);
    const mean = column.reduce((sum, value) => sum + value, 0) / n;
    const usual = median(column);
    const different = column.reduce((count, value) => count + (value === usual ? 0 : 1), 0);
    if (different < LEAST_DIFFERENT) continue;
    const spread = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    columns.push(column.map((value) => (value - mean) / spread));
  }
  return columns;
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += ((a[index] as number) - (b[index] as number)) ** 2;
  return sum;
}

/** The middle squared distance of pairs, some of them; where most pairs are alike their mean; 0: all are alike. */
function medianDistance(block: readonly Float64Array[]): number {
  const distances: number[] = [];
  for (let item = 0; item < block.length; item++)
    for (const step of [1, 7, 31, 101]) {
      const other = block[(item + step) % block.length] as Float64Array;
      distances.push(squaredDistance(block[item] as Float64Array, other));
    }
  const sorted = distances.toSorted((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? 0;
  return middle > 0 ? middle : distances.reduce((sum, value) => sum + value, 0) / distances.length;
}

/** Squared distance of the two means. */
function discrepancy(columns: readonly Float64Array[], inAfter: readonly boolean[]): number {
  let after = 0;
  for (const label of inAfter) if (label) after++;
  const before = inAfter.length - after;
  let sum = 0;
  for (const column of columns) {
    let [a, b] = [0, 0];
    for (let item = 0; item < column.length; item++)
      if (inAfter[item] === true) a += column[item] as number;
      else b += column[item] as number;
    sum += (a / after - b / before) ** 2;
  }
  return sum;
}

function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (spread > 0 ? (value - mean) / spread : 0));
}

/** Draws labels as likely as the actual ones, were there no difference. */
function relabelling(
  inAfter: readonly boolean[],
  groups: readonly string[],
  random: () => number,
): () => boolean[] {
  const members = new Map<string, number[]>();
  for (const [item, group] of groups.entries()) members.set(group, [...(members.get(group) ?? []), item]);
  const whole: number[][] = [];
  const divided: number[][] = [];
  for (const items of members.values()) {
    const after = items.filter((item) => inAfter[item] === true).length;
    (after === 0 || after === items.length ? whole : divided).push(items);
  }
  return () => {
    const labels = [...inAfter];
    const order = shuffled(
      whole.map(([first]) => inAfter[first as number] as boolean),
      random,
    );
    for (const [index, items] of whole.entries())
      for (const item of items) labels[item] = order[index] as boolean;
    for (const items of divided) {
      const own = shuffled(
        items.map((item) => inAfter[item] as boolean),
        random,
      );
      for (const [index, item] of items.entries()) labels[item] = own[index] as boolean;
    }
    return labels;
  };
}

/** Fisher and Yates. */
function shuffled<T>(values: T[], random: () => number): T[] {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other] as T, values[last] as T];
  }
  return values;
}
