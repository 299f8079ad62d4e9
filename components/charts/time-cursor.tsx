"use client";

import { type Quantity, exactQuantity } from "@/lib/format/quantity";
import { UNKNOWN } from "@/lib/format/significant";
import { formatTime } from "@/lib/format/when";

import { ChartTooltip, type TooltipFacts, spoken } from "./chart-tooltip";
import { useCursor } from "./cursor";
import type { Extent } from "./fold";
import type { DrawnSeries } from "./limit-series";
import type { MergedMark } from "./merge-marks";
import type { FoldedSeries } from "./plot-layers";
import { Selection } from "./selection";
import { type TimeScale, bucketAt, endOf } from "./time-scale";
import { bucketText, foldedText } from "./time-text";
import type { useTimePointer } from "./use-time-pointer";

interface TimeCursorProps {
  series: readonly DrawnSeries[];
  quantity: Quantity;
  zone: string;
  marks: readonly MergedMark[];
  times: readonly number[];
  folded: FoldedSeries;
  scale: TimeScale;
  y: (value: number) => number;
  top: number;
  bottom: number;
  pointer: ReturnType<typeof useTimePointer>;
}

/** Nearer than this, the cursor stands on a change. */
const ON_MARK_PX = 6;

/** A column narrower than this is shown by a line. */
const NARROW_PX = 6;

/** The shared cursor and the chosen range: all of a drawing that moves with the pointer. */
export function TimeCursor(props: TimeCursorProps) {
  const { series, folded, scale, y, top, bottom, pointer } = props;
  const at = useCursor(pointer.cursorId);
  const index = at === null ? undefined : bucketAt(folded.columns, at);
  const stacked = folded.sums.length > 0;
  const from = index === undefined ? 0 : scale.x(folded.columns[index]!);
  const to = index === undefined ? 0 : scale.x(endOf(folded.columns, index));
  const x = (from + to) / 2;
  return (
    <>
      {index !== undefined && !pointer.dragging && (
        <g data-testid="chart-cursor" aria-hidden pointerEvents="none">
          {stacked && to - from >= NARROW_PX ? (
            <rect
              x={from}
              width={Math.max(1, to - from)}
              y={top}
              height={bottom - top}
              fill="var(--ink)"
              opacity={0.08}
            />
          ) : (
            <>
              <line x1={x} x2={x} y1={top} y2={bottom} stroke="var(--ink-3)" />
              {series.map((s, i) => {
                const extent = folded.extents[i]?.[index];
                return extent ? (
                  <circle
                    key={s.key}
                    cx={x}
                    cy={y(extent.high)}
                    r={3}
                    fill={s.color}
                    stroke="var(--surface)"
                    strokeWidth={1.5}
                  />
                ) : null;
              })}
            </>
          )}
        </g>
      )}
      {pointer.chosen && (
        <Selection
          x={scale.x(folded.columns[pointer.chosen[0]]!)}
          width={
            scale.x(endOf(folded.columns, pointer.chosen[1])) - scale.x(folded.columns[pointer.chosen[0]]!)
          }
          y={top}
          height={bottom - top}
        />
      )}
    </>
  );
}

/** What lies under the cursor, where it is pointed at; in other charts the cursor stands alone. */
export function TimeTooltip(props: TimeCursorProps) {
  const { folded, scale, top, pointer } = props;
  const at = useCursor(pointer.cursorId);
  const index = at === null ? undefined : bucketAt(folded.columns, at);
  if (index === undefined || !pointer.pointed) return null;
  const facts = factsOf(props, index);
  const x = scale.x((folded.columns[index]! + endOf(folded.columns, index)) / 2);
  return (
    <>
      {!pointer.dragging && <ChartTooltip {...facts} at={{ x, y: top }} />}
      <output className="sr-only">{pointer.pointed === "keys" ? spoken(facts) : ""}</output>
    </>
  );
}

/** Exact values of one column, in the order in which they lie on the page: the top of a stack first, the highest line first. */
function factsOf(props: TimeCursorProps, index: number): TooltipFacts {
  const { series, quantity, zone, marks, times, folded, scale } = props;
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
  const middle = scale.x((from + to) / 2);
  const near = marks.filter(({ x, at }) => (at >= from && at < to) || Math.abs(x - middle) <= ON_MARK_PX);
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

/** Sums of decimals without the dust of binary fractions. */
const tidy = (value: number): number => Number(value.toPrecision(12));

const extentText = (extent: Extent | null, quantity: Quantity): string =>
  extent === null
    ? UNKNOWN
    : extent.low === extent.high
      ? exactQuantity(extent.high, quantity)
      : `${exactQuantity(extent.low, quantity)} – ${exactQuantity(extent.high, quantity)}`;
