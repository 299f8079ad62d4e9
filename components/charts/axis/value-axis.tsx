import { CartesianGrid, YAxis } from "recharts";

import type { Quantity } from "@/lib/format/quantity";

import { formatTick } from "./format-tick";

interface ValueAxisProps {
  ticks: readonly number[];
  quantity: Quantity;
  /** Room at its left, pixels. */
  width: number;
  /** By default from the first tick to the last. */
  domain?: readonly [number, number];
  scale?: "linear" | "log";
  /** The chart has no rows that the library could take the ends from. */
  fixed?: boolean;
}

/** Values at the left of a drawing and a hairline at each; the base has the line of the other axis. */
export const ValueAxis = ({
  ticks,
  quantity,
  width,
  domain = [ticks[0]!, ticks.at(-1)!],
  scale = "linear",
  fixed = false,
}: ValueAxisProps) => (
  <>
    <YAxis
      type="number"
      scale={scale}
      domain={[...domain]}
      allowDataOverflow={fixed}
      ticks={[...ticks]}
      interval={0}
      width={width}
      axisLine={false}
      tickLine={false}
      tick={({ x, y, payload }) => (
        <text x={Number(x) + 2} y={Number(y) + 4} textAnchor="end" fontSize={11} fill="var(--ink-3)">
          {formatTick(payload.value as number, quantity)}
        </text>
      )}
    />
    <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
  </>
);
