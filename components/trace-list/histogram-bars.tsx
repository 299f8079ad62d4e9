"use client";

import { bucketAt, endOf, spanOf } from "@/components/charts/axis/buckets";
import { timeTicks } from "@/components/charts/axis/time-ticks";
import { useCursor } from "@/components/charts/cursor/cursor";
import { usePointer } from "@/components/charts/cursor/use-pointer";
import { useWidth } from "@/components/charts/frame/use-width";
import { useTimeZone } from "@/components/ui/time-zone";
import { plural } from "@/lib/format/count";
import { formatDay, formatTime } from "@/lib/format/when";

interface HistogramBarsProps {
  /** Bucket starts, epoch ms, even. */
  times: readonly number[];
  counts: readonly number[];
  errors: readonly number[];
  height: number;
  onZoom: (from: number, to: number) => void;
}

const AXIS = 16;
const TICK_EVERY_PX = 96;

/**
 * Plain SVG: a bar a bucket, its failed part at the foot. The chart kit's plot would bring a chart library to a page that is there
 * for its table.
 */
export function HistogramBars({ times, counts, errors, height, onZoom }: HistogramBarsProps) {
  const zone = useTimeZone();
  const [box, width] = useWidth();
  const [start, end] = spanOf(times);
  const bucketMs = times.length > 0 ? endOf(times, 0) - start : 0;
  const x = (at: number) => ((at - start) / (end - start)) * width;
  const bars = height - AXIS;
  const pointer = usePointer({
    times,
    onChoose: (first, last) => onZoom(times[first.column]!, endOf(times, last.column)),
  });
  const cursor = useCursor(pointer.cursorId);
  const over = cursor === null ? undefined : bucketAt(times, cursor);
  const max = Math.max(1, ...counts);
  const y = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / max) * bars));
  const step = width / Math.max(1, times.length);
  const gap = step > 3 ? 1 : 0;
  const ticks = timeTicks(start, end, zone, Math.max(2, Math.floor(width / TICK_EVERY_PX)));
  const chosen = pointer.chosen;

  return (
    <div
      ref={box}
      data-testid="bars"
      role="group"
      aria-label="Traces over time. Arrow keys walk through time, with shift they choose a range, Enter shows it."
      tabIndex={0}
      className="relative h-full cursor-crosshair touch-pan-y select-none"
      {...pointer.handlers}
    >
      <svg width={width} height={height} aria-hidden className="block">
        {chosen && (
          <rect
            x={x(times[chosen[0].column]!)}
            width={x(endOf(times, chosen[1].column)) - x(times[chosen[0].column]!)}
            height={bars}
            fill="var(--accent-fill)"
            fillOpacity={0.16}
          />
        )}
        {over !== undefined && !chosen && (
          <rect x={over * step} width={step} height={bars} fill="var(--hover)" />
        )}
        {times.map((at, index) => {
          const all = y(counts[index]!);
          const bad = Math.min(all, y(errors[index]!));
          return all === 0 ? null : (
            <g key={at}>
              <rect
                x={index * step}
                width={step - gap}
                y={bars - all}
                height={all - bad}
                fill="var(--series-other)"
              />
              <rect x={index * step} width={step - gap} y={bars - bad} height={bad} fill="var(--bad-fill)" />
            </g>
          );
        })}
        <line x2={width} y1={bars + 0.5} y2={bars + 0.5} stroke="var(--line-strong)" />
        {ticks.map(({ at, label }) => (
          <text
            key={at}
            x={x(at)}
            y={height - 3}
            textAnchor={x(at) < 16 ? "start" : x(at) > width - 16 ? "end" : "middle"}
            fontSize={11}
            fill="var(--ink-3)"
          >
            {label}
          </text>
        ))}
      </svg>
      {over !== undefined && times[over] !== undefined && (
        <output
          className="tabular pointer-events-none absolute top-0 z-10 rounded-s bg-surface/95 px-1.5 text-xs whitespace-nowrap shadow-pop"
          style={
            over * step > width / 2 ? { right: width - over * step + 6 } : { left: (over + 1) * step + 6 }
          }
        >
          {readout(times[over], bucketMs, zone)}:{" "}
          <b className="font-medium">{plural(counts[over]!, "trace")}</b>
          {errors[over]! > 0 && (
            <span className="text-bad">, {errors[over]!.toLocaleString("en")} failed</span>
          )}
        </output>
      )}
    </div>
  );
}

const DAY_MS = 86_400_000;

const readout = (at: number, bucketMs: number, zone: string): string =>
  bucketMs >= DAY_MS
    ? formatDay(new Date(at), zone)
    : `${formatDay(new Date(at), zone)} ${formatTime(new Date(at), zone)}–${formatTime(new Date(at + bucketMs), zone)}`;
