/** Sums over the first rows of a series, from which the cost of any segment is a few operations. */
interface Sums {
  values: Float64Array;
  squares: Float64Array;
  /** Of values times their row. */
  slopes: Float64Array;
}

/** Best fits of a level and of a line to a stretch of a series, from row `from` to before row `to`. */
export interface Segments {
  /** The sum of squares that a level leaves. */
  level: (from: number, to: number) => number;
  /** The sum of squares that a line leaves. */
  line: (from: number, to: number) => number;
  /** What a level or line leaves in each row. */
  residuals: (from: number, to: number, line: boolean) => number[];
}

/** @param values of about unit variance: sums of squares lose digits where the mean is large beside the noise */
export function segmentsOf(values: Float64Array): Segments {
  const { length } = values;
  const sums: Sums = {
    values: new Float64Array(length + 1),
    squares: new Float64Array(length + 1),
    slopes: new Float64Array(length + 1),
  };
  values.forEach((value, i) => {
    sums.values[i + 1] = sums.values[i]! + value;
    sums.squares[i + 1] = sums.squares[i]! + value * value;
    sums.slopes[i + 1] = sums.slopes[i]! + value * i;
  });
  return {
    level: (from, to) => levelCost(sums, from, to),
    line: (from, to) => lineCost(sums, from, to),
    residuals: (from, to, line) => {
      const mean = (sums.values[to]! - sums.values[from]!) / (to - from);
      const middle = (from + to - 1) / 2;
      const slope = line && to - from > 1 ? covariation(sums, from, to) / rowVariation(to - from) : 0;
      return Array.from(values.subarray(from, to), (value, i) => value - mean - slope * (from + i - middle));
    },
  };
}

function levelCost({ values, squares }: Sums, from: number, to: number): number {
  const sum = values[to]! - values[from]!;
  return Math.max(0, squares[to]! - squares[from]! - (sum * sum) / (to - from));
}

function lineCost(sums: Sums, from: number, to: number): number {
  if (to - from < 3) return 0;
  const along = covariation(sums, from, to);
  return Math.max(0, levelCost(sums, from, to) - (along * along) / rowVariation(to - from));
}

/** The sum of products of value and row, both around their means. */
const covariation = ({ values, slopes }: Sums, from: number, to: number): number =>
  slopes[to]! - slopes[from]! - ((from + to - 1) / 2) * (values[to]! - values[from]!);

/** The sum of squares of rows around their mean. */
const rowVariation = (rows: number): number => (rows * (rows * rows - 1)) / 12;
