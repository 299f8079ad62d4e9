import type { DrawnSeries } from "./limit-series";

interface LegendProps {
  series: readonly DrawnSeries[];
  /** Lines that are not drawn. */
  leftOut?: number;
  line?: boolean;
}

/** Names in one row above the drawing, in its order; only where names do not fit beside the lines. */
export function Legend({ series, leftOut = 0, line }: LegendProps) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-3.5 gap-y-0.5 text-xs text-ink-2">
      {series.map((s) => (
        <li key={s.key} className="flex min-w-0 items-center gap-1.5">
          <span
            aria-hidden
            className={line ? "h-0.5 w-2.5 rounded-full" : "size-2 rounded-[2px]"}
            style={{ background: s.color }}
          />
          {s.href ? (
            <a href={s.href} className="truncate hover:text-ink hover:underline">
              {s.label}
            </a>
          ) : (
            <span className="truncate">{s.label}</span>
          )}
        </li>
      ))}
      {leftOut > 0 && <li className="text-ink-3">and {leftOut} more in the table</li>}
    </ul>
  );
}
