/**
 * The non-negative coefficients that bring weighted sums of columns nearest to a target.
 * Source: Franc, Hlaváč, Navara: Sequential coordinate-wise algorithm for the non-negative least squares problem, CAIP 2005.
 * @param columns each as long as the target
 * @param weights one for each entry of the target; 0 leaves it out
 */
export function nonnegativeLeastSquares(
  columns: readonly (readonly number[])[],
  target: readonly number[],
  weights: readonly number[],
): number[] {
  const dot = (a: readonly number[], b: readonly number[]): number => {
    let sum = 0;
    for (let index = 0; index < a.length; index++)
      sum += (weights[index] as number) * (a[index] as number) * (b[index] as number);
    return sum;
  };
  const gram = columns.map((a) => columns.map((b) => dot(a, b)));
  const x = columns.map(() => 0);
  const gradient = columns.map((column) => -dot(column, target));
  for (let round = 0, moved = Infinity; round < MOST_ROUNDS && moved > NO_MORE; round++) {
    moved = 0;
    for (const [index, row] of gram.entries()) {
      const scale = row[index] as number;
      if (scale <= 0) continue;
      const next = Math.max(0, (x[index] as number) - (gradient[index] as number) / scale);
      const step = next - (x[index] as number);
      x[index] = next;
      moved = Math.max(moved, Math.abs(step) / Math.max(1e-300, next));
      for (let other = 0; other < x.length; other++)
        gradient[other] = (gradient[other] as number) + step * (row[other] as number);
    }
  }
  return x;
}

/** Each round goes down; columns that are much alike need many. */
const MOST_ROUNDS = 20_000;

/** A step, relative to what it changes, that changes nothing. */
const NO_MORE = 1e-14;
