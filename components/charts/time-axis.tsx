import type { TimeScale } from "./time-scale";
import { timeTicks } from "./time-ticks";

const EVERY_PX = 84;

/** The line under a drawing and its times, on round hours and days of the viewer. */
export function TimeAxis({ scale, zone, y }: { scale: TimeScale; zone: string; y: number }) {
  const { left, width, from, to, x } = scale;
  return (
    <g aria-hidden>
      <line x1={left} x2={left + width} y1={y + 0.5} y2={y + 0.5} stroke="var(--line-strong)" />
      {timeTicks(from, to, zone, Math.max(2, Math.round(width / EVERY_PX))).map(({ at, label }) => {
        const place = x(at);
        return (
          <text
            key={at}
            x={place}
            y={y + 16}
            textAnchor={place < left + 12 ? "start" : place > left + width - 18 ? "end" : "middle"}
            fontSize={11}
            fill="var(--ink-3)"
          >
            {label}
          </text>
        );
      })}
    </g>
  );
}
