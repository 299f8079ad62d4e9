"use client";

import { type PointerEvent, useState } from "react";

import { timeTicks } from "@/components/charts/time-ticks";
import { useDragRange } from "@/components/charts/use-drag-range";
import { useWidth } from "@/components/charts/use-width";
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
  const [box, width] = useWidth<HTMLDivElement>();
  const [over, setOver] = useState<number>();
  const bucketMs = times.length > 1 ? times[1]! - times[0]! : 60_000;
  const drag = useDragRange(bucketMs, onZoom);
  const start = times[0] ?? 0;
  const spanMs = Math.max(1, times.length) * bucketMs;
  const x = (at: number) => ((at - start) / spanMs) * width;
  const plot = height - AXIS;
  const max = Math.max(1, ...counts);
  const y = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / max) * plot));
  const step = width / Math.max(1, times.length);
  const gap = step > 3 ? 1 : 0;
  const ticks = timeTicks(start, start + spanMs, zone, Math.max(2, Math.floor(width / TICK_EVERY_PX)));

  const indexAt = (event: PointerEvent) =>
    Math.min(
      times.length - 1,
      Math.max(0, Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / step)),
    );

  return (
    <div
      ref={box}
      data-testid="bars"
      className="relative h-full cursor-crosshair touch-pan-y select-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.start(times[indexAt(event)]);
      }}
      onPointerMove={(event) => {
        setOver(indexAt(event));
        drag.move(times[indexAt(event)]);
      }}
      onPointerUp={drag.end}
      onPointerCancel={drag.cancel}
      onPointerLeave={() => setOver(undefined)}
    >
      <svg width={width} height={height} aria-hidden className="block">
        {drag.range && (
          <rect
            x={x(drag.range[0])}
            width={x(drag.range[1] + bucketMs) - x(drag.range[0])}
            height={plot}
            fill="var(--accent-fill)"
            fillOpacity={0.16}
          />
        )}
        {over !== undefined && !drag.range && (
          <rect x={over * step} width={step} height={plot} fill="var(--hover)" />
        )}
        {times.map((at, index) => {
          const all = y(counts[index]!);
          const bad = Math.min(all, y(errors[index]!));
          return all === 0 ? null : (
            <g key={at}>
              <rect
                x={index * step}
                width={step - gap}
                y={plot - all}
                height={all - bad}
                fill="var(--series-other)"
              />
              <rect x={index * step} width={step - gap} y={plot - bad} height={bad} fill="var(--bad-fill)" />
            </g>
          );
        })}
        <line x2={width} y1={plot + 0.5} y2={plot + 0.5} stroke="var(--line-strong)" />
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
