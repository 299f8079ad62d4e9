import { usePlotArea, useYAxisScale } from "recharts";

import type { DrawnSeries } from "./limit-series";
import { spreadLabels } from "./spread-labels";

/** Names at the right ends of lines: nobody has to hunt through a legend. The text stays ink, a stroke carries the colour. */
export function EndLabels({ series }: { series: readonly DrawnSeries[] }) {
  const y = useYAxisScale();
  const plot = usePlotArea();
  if (!y || !plot) return null;
  const right = plot.x + plot.width;
  const wanted = series.map((s) => y(s.values.findLast((v) => v !== null) ?? 0) ?? 0);
  const placed = spreadLabels(wanted, 13, plot.y + 2, plot.y + plot.height - 4);
  return (
    <g aria-hidden>
      {series.map((s, i) => (
        <g key={s.key}>
          <line
            x1={right + 5}
            x2={right + 13}
            y1={placed[i]}
            y2={placed[i]}
            stroke={s.color}
            strokeWidth={2}
            strokeDasharray={s.dashed ? "3 2" : undefined}
          />
          <text x={right + 17} y={placed[i]! + 3.5} fontSize={11} fill="var(--ink-2)">
            {shorten(s.label)}
          </text>
        </g>
      ))}
    </g>
  );
}

/** What fits into the margin; the whole name is in the tooltip and in the table. */
const LABEL_CHARS = 16;
const shorten = (label: string): string =>
  label.length > LABEL_CHARS ? `${label.slice(0, LABEL_CHARS - 1)}…` : label;
/** Pixels to keep free at the right for these names. */
export const labelMargin = (series: readonly DrawnSeries[]): number =>
  24 + Math.max(...series.map((s) => Math.min(s.label.length, LABEL_CHARS))) * 6.2;
