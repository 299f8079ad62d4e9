import type { ReactNode } from "react";

/** What lies under the cursor, in one line at the top, on the side that has room; also read aloud. */
export const Readout = ({ x, width, children }: { x: number; width: number; children: ReactNode }) => (
  <output
    data-chrome
    className="tabular pointer-events-none absolute top-0 z-10 rounded-s bg-surface/95 px-1.5 text-xs whitespace-nowrap shadow-pop"
    style={x > width / 2 ? { right: width - x + 10 } : { left: x + 10 }}
  >
    {children}
  </output>
);
