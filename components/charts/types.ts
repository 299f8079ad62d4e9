import type { Quantity } from "@/lib/format/quantity";

import type { FrameProps } from "./frame/chart-frame";
import type { Covered } from "./time-series/bucket-href";

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
  /** From this moment (epoch ms) on the line is dashed: what is expected rather than seen. */
  dashedFrom?: number;
  /** Bounds within which the value is expected, bucket by bucket; shaded in the series' colour. */
  band?: { lower: readonly (number | null)[]; upper: readonly (number | null)[] };
  /** Where the traces behind the series are listed; a point leads to those of its bucket. */
  href?: string;
  /** Word of that list that takes a point's value: a quantile leads to what took at least so long. */
  atLeast?: string;
}

/** Something that happened: a release, a prompt version, a model. */
export interface ChangeMark {
  /** Epoch milliseconds. */
  at: number;
  label: string;
  href?: string;
  /** What the tooltip adds: "in booking, faq". */
  detail?: string | undefined;
  /** Absent: something that changed. */
  kind?: "incident" | "finding";
}

/** A line that should not be crossed: an objective, a ceiling. */
export interface Threshold {
  value: number;
  label: string;
}

/** The least room beside a drawing, in pixels: charts one above the other then share their axis of time. */
export interface Margins {
  left: number;
  right: number;
}

export interface TimeChartProps extends FrameProps {
  /** Starts of the buckets, epoch milliseconds, ascending; each ends where the next begins. */
  times: readonly number[];
  series: readonly Series[];
  quantity: Quantity;
  marks?: readonly ChangeMark[];
  /** One line, or several, the most important first. */
  threshold?: Threshold | readonly Threshold[];
  /** Height of the drawing in pixels; kept while loading, empty or failed. */
  height?: number;
  margins?: Margins | undefined;
  /** Charts with the same id share their cursor, whatever their buckets. */
  syncId?: string;
  /** Called with the two ends, epoch milliseconds, when a range was dragged, or chosen by keys: `{...useZoom()}`. */
  onZoom?: ((from: number, to: number) => void) | undefined;
  /** Back to the range before; absent where there is none. */
  onZoomOut?: (() => void) | undefined;
  /** Opens the traces of a bucket and series, by a click or Enter: `{...useZoom()}`. */
  onOpen?: ((href: string, inNewTab: boolean) => void) | undefined;
  /** Traces of all series together, with the chart's range. */
  href?: string | undefined;
  /** The time that the figures are of: buckets that reach beyond it are marked as unfinished. */
  covered?: Covered | undefined;
  /** How many cases each bucket's quantiles are of: those of few are shaded. */
  cases?: { counts: readonly number[]; many: string } | undefined;
}
