import type { DrawnSeries } from "./limit-series";
import { spreadLabels } from "./spread-labels";

interface EndLabelsProps {
  series: readonly DrawnSeries[];
  /** Top of the value axis. */
  max: number;
  /** The plot area in pixels. */
  plot: { top: number; height: number; right: number };
}

/** Names at the right ends of lines: nobody has to hunt through a legend. The text stays ink, a stroke carries the colour. */
export function EndLabels({ series, max, plot }: EndLabelsProps) {
  const last = series.map((s) => s.values.findLast((v) => v !== null) ?? 0);
  const wanted = last.map((v) => plot.top + plot.height * (1 - v / max));
  const placed = spreadLabels(wanted, 13, plot.top + 2, plot.top + plot.height - 4);
  return (
    <g aria-hidden>
      {series.map((s, i) => (
        <g key={s.key}>
          <line
            x1={plot.right + 5}
            x2={plot.right + 13}
            y1={placed[i]}
            y2={placed[i]}
            stroke={s.color}
            strokeWidth={2}
            strokeDasharray={s.dashed ? "3 2" : undefined}
          />
          <text x={plot.right + 17} y={placed[i]! + 3.5} fontSize={11} fill="var(--ink-2)">
            {shorten(s.label)}
          </text>
        </g>
      ))}
    </g>
  );
}

/** What fits into the margin; the whole name is in the tooltip and in the table. */
export const LABEL_CHARS = 16;
const shorten = (label: string): string =>
  label.length > LABEL_CHARS ? `${label.slice(0, LABEL_CHARS - 1)}…` : label;
/** Pixels to keep free at the right for these names. */
export const labelMargin = (series: readonly DrawnSeries[]): number =>
  24 + Math.max(...series.map((s) => Math.min(s.label.length, LABEL_CHARS))) * 6.2;
