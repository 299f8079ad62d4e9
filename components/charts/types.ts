import type { Quantity } from "@/lib/format/quantity";

/** One line or one colour of a stack. */
export interface Series {
  /** Unique within the chart. */
  key: string;
  /** What it is called where it is drawn: "p95", "booking". */
  label: string;
  /** One value a bucket, in the order of `times`; null is unknown and leaves a gap. */
  values: readonly (number | null)[];
  /** A CSS colour with a meaning of its own (a kind, a quantile); otherwise the palette decides. */
  color?: string;
  /** For comparison lines, such as the period before. */
  dashed?: boolean;
  /** Where the traces behind the series are listed. */
  href?: string;
}

/** Something that happened: a release, a prompt version, a model. */
export interface ChangeMark {
  /** Epoch milliseconds. */
  at: number;
  label: string;
  href?: string;
}

/** A line that should not be crossed: an objective, a ceiling. */
export interface Threshold {
  value: number;
  label: string;
}

export interface TimeChartProps {
  /** The title, as the question the chart answers: "p95 time to first token by model". */
  question: string;
  /** A quiet fact beside it: "by hour", "$41.20 today of $60.00 ceiling". */
  subtitle?: string;
  /** Starts of the buckets, epoch milliseconds, ascending and evenly spaced. */
  times: readonly number[];
  series: readonly Series[];
  quantity: Quantity;
  marks?: readonly ChangeMark[];
  threshold?: Threshold;
  /** Height of the drawing in pixels; kept while loading, empty or failed. */
  height?: number;
  /** Charts with the same id share their cursor; they need the same buckets. */
  syncId?: string;
  /** Called with the two ends, epoch milliseconds, when a range was dragged. */
  onZoom?: (from: number, to: number) => void;
  loading?: boolean;
  error?: { code?: string; onRetry?: () => void } | undefined;
  /** The sentence when there is nothing: "No model calls in this range." */
  empty?: string;
  /** Name of the CSV file, without extension. */
  fileName?: string;
}
