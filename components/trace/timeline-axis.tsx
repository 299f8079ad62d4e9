import { shareOf, type TimeWindow, windowTicks } from "./time-window";

/** Labels of the time axis, over the tracks. */
export function TimelineAxis({ window }: { window: TimeWindow }) {
  return (
    <div aria-hidden className="relative h-6 overflow-hidden text-xs text-ink-3">
      {windowTicks(window, 6).map((tick, i) => {
        const share = shareOf(window, tick.ms);
        // A label that would be cut by the edge says less than the line under it.
        if (share > 0.93) return null;
        return (
          <span
            key={tick.ms}
            // Every other label gives way where there is little room.
            className={`tabular absolute top-1 pl-1 whitespace-nowrap ${i % 2 === 1 ? "max-md:hidden" : ""}`}
            style={{ left: `${share * 100}%` }}
          >
            {tick.label}
          </span>
        );
      })}
    </div>
  );
}

/** Hairlines under the bars, at the ticks of the axis. */
export function TimelineGrid({ window }: { window: TimeWindow }) {
  return windowTicks(window, 6).map((tick) => (
    <span
      key={tick.ms}
      className="absolute inset-y-0 border-l border-line"
      style={{ left: `${shareOf(window, tick.ms) * 100}%` }}
    />
  ));
}
