import { XAxis } from "recharts";

import { timeTicks } from "./time-ticks";

const EVERY_PX = 84;
export const TIME_AXIS_HEIGHT = 20;

interface TimeAxisProps {
  /** Both ends, epoch ms. */
  span: readonly [number, number];
  zone: string;
  /** Of the plot, pixels. */
  left: number;
  width: number;
  /** The chart has no rows that the library could take the ends from. */
  fixed?: boolean;
}

/** The line under a drawing and its times, on round hours and days of the viewer: a chart library's time scale knows no zones. */
export function TimeAxis({ span, zone, left, width, fixed = false }: TimeAxisProps) {
  const ticks = timeTicks(span[0], span[1], zone, Math.max(2, Math.round(width / EVERY_PX)));
  const labels = new Map(ticks.map(({ at, label }) => [at, label]));
  return (
    <XAxis
      type="number"
      dataKey="at"
      domain={[...span]}
      allowDataOverflow={fixed}
      ticks={ticks.map(({ at }) => at)}
      interval={0}
      height={TIME_AXIS_HEIGHT}
      tickLine={false}
      axisLine={{ stroke: "var(--line-strong)" }}
      tick={({ x, y, payload }) => (
        <text
          x={x}
          y={Number(y) + 8}
          // Names at the ends stay within the drawing.
          textAnchor={Number(x) < left + 12 ? "start" : Number(x) > left + width - 18 ? "end" : "middle"}
          fontSize={11}
          fill="var(--ink-3)"
        >
          {labels.get(payload.value as number)}
        </text>
      )}
    />
  );
}
