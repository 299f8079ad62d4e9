import { type Quantity, exactQuantity } from "@/lib/format/quantity";
import { UNKNOWN } from "@/lib/format/significant";
import { formatTime } from "@/lib/format/when";

import { bucketText, foldedText } from "../axis/bucket-text";
import { endOf, spanOf } from "../axis/buckets";
import type { TooltipFacts } from "../frame/chart-tooltip";
import type { TimeChartProps } from "../types";
import { clip, type Covered } from "./bucket-href";
import type { Extent } from "./downsample";
import type { FoldedSeries } from "./fold-series";
import type { DrawnSeries } from "./limit-series";
import type { MergedMark } from "./merge-marks";
import { isFew } from "./shade";

/** What is drawn, as a tooltip tells of it. */
export interface ShownColumns {
  series: readonly DrawnSeries[];
  quantity: Quantity;
  zone: string;
  marks: readonly MergedMark[];
  times: readonly number[];
  folded: FoldedSeries;
  /** Of the plot, pixels. */
  width: number;
  covered?: Covered | undefined;
  cases?: TimeChartProps["cases"];
}

/** Nearer than this, the cursor stands on a change. */
const ON_MARK_PX = 6;

/** Exact values of one column, in the order in which they lie on the page: the top of a stack first, the highest line first. */
export function tooltipFacts(shown: ShownColumns, index: number): TooltipFacts {
  const { series, quantity, zone, marks, times, folded, width } = shown;
  const [from, to] = [folded.columns[index]!, endOf(folded.columns, index)];
  const stacked = folded.sums.length > 0;
  const row = (s: DrawnSeries, text: string) => ({ key: s.key, label: s.label, color: s.color, text });
  const sums = series.map((_, i) => folded.sums[i]?.[index] ?? null);
  const extents = series.map((_, i) => folded.extents[i]?.[index] ?? null);
  const rows = stacked
    ? series
        .map((s, i) => row(s, sums[i] === null ? UNKNOWN : exactQuantity(tidy(sums[i]!), quantity)))
        .toReversed()
    : series
        .map((s, i) => ({ s, i }))
        .toSorted((a, b) => (extents[b.i]?.high ?? -1) - (extents[a.i]?.high ?? -1))
        .flatMap(({ s, i }) => {
          const band = folded.bands[i];
          const [lower, upper] = [band?.lower[index] ?? null, band?.upper[index] ?? null];
          return [
            row(s, extentText(extents[i]!, quantity)),
            ...(lower === null || upper === null
              ? []
              : [
                  {
                    key: `${s.key} band`,
                    label: "likely between",
                    text: extentText({ low: lower, high: upper, rising: true }, quantity),
                  },
                ]),
          ];
        });
  const known = sums.filter((value) => value !== null);
  const [start, end] = spanOf(folded.columns);
  const onMark = (ON_MARK_PX / Math.max(1, width)) * (end - start);
  const near = marks.filter(({ at }) => (at >= from && at < to) || Math.abs(at - (from + to) / 2) <= onMark);
  return {
    heading: bucketText(from, to, zone),
    rows,
    total:
      stacked && series.length > 1
        ? known.length === 0
          ? UNKNOWN
          : exactQuantity(tidy(known.reduce((a, b) => a + b, 0)), quantity)
        : undefined,
    notes: [
      ...unfinishedNote({ from, to }, shown),
      ...casesNote(index, shown),
      ...(folded.size > 1
        ? [
            `${stacked ? "sum" : "lowest and highest"} of ${foldedText(folded.size, endOf(times, 0) - times[0]!)}`,
          ]
        : []),
      ...near.flatMap((merged) =>
        merged.marks.map(({ at, label, detail }) =>
          [formatTime(new Date(at), zone), label, detail].filter(Boolean).join(" "),
        ),
      ),
    ],
  };
}

/** "only until 14:07 so far" */
function unfinishedNote(bucket: Covered, { covered, zone }: ShownColumns): string[] {
  const part = clip(bucket, covered);
  const at = (ms: number) => formatTime(new Date(ms), zone);
  if (part.to < bucket.to) return [`unfinished: until ${at(part.to)}`];
  return part.from > bucket.from ? [`unfinished: from ${at(part.from)} on`] : [];
}

/** How many cases the quantiles are of. */
function casesNote(index: number, { cases, folded: { size } }: ShownColumns): string[] {
  if (!cases) return [];
  const own = cases.counts.slice(index * size, (index + 1) * size);
  const all = own.reduce((sum, n) => sum + n, 0);
  if (all === 0) return [];
  return [`of ${all.toLocaleString("en")} ${cases.many}${own.some(isFew) ? ", too few to tell" : ""}`];
}

/** Sums of decimals without the dust of binary fractions. */
const tidy = (value: number): number => Number(value.toPrecision(12));

const extentText = (extent: Extent | null, quantity: Quantity): string =>
  extent === null
    ? UNKNOWN
    : extent.low === extent.high
      ? exactQuantity(extent.high, quantity)
      : `${exactQuantity(extent.low, quantity)} – ${exactQuantity(extent.high, quantity)}`;
