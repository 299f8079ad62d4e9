"use client";

import { useLayoutEffect, useRef } from "react";

/** A line of a tooltip: what, and its exact value. */
export interface TooltipRow {
  key: string;
  label: string;
  text: string;
  color?: string;
  /** Chosen by keys. */
  strong?: boolean;
}

export interface TooltipFacts {
  /** When. */
  heading: string;
  rows: readonly TooltipRow[];
  total?: string | undefined;
  /** "highest and lowest of 12 min"; changes in this bucket. */
  notes?: readonly string[];
}

interface ChartTooltipProps extends TooltipFacts {
  /** Beside this point of the chart around it, in pixels, on the side that has room. */
  at: { x: number; y: number };
}

const GAP = 12;

/** Exact values under the cursor. Fixed to the window: the surface around a chart cuts what stands over it. */
export function ChartTooltip({ at, heading, rows, total, notes = [] }: ChartTooltipProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    const around = element?.closest("[data-chart]")?.getBoundingClientRect();
    if (!element || !around) return;
    const { width, height } = element.getBoundingClientRect();
    const x = around.left + at.x;
    const left = x + GAP + width > innerWidth - 8 ? x - GAP - width : x + GAP;
    const top = Math.max(8, Math.min(around.top + at.y, innerHeight - height - 8));
    element.style.transform = `translate(${Math.max(8, left)}px, ${top}px)`;
  });
  return (
    <div
      ref={box}
      data-chrome
      data-testid="chart-tooltip"
      className="pointer-events-none fixed top-0 left-0 z-40 max-w-80 min-w-36 rounded-m bg-surface px-2.5 py-1.5 text-s text-ink shadow-pop"
    >
      <div className="mb-1 text-xs whitespace-nowrap text-ink-3">{heading}</div>
      {rows.map(({ key, label, text, color, strong }) => (
        <div
          key={key}
          className={`flex items-center gap-1.5 leading-4.5 ${strong ? "-mx-1 rounded-s bg-accent-soft px-1 font-medium" : ""}`}
        >
          {color && (
            <span aria-hidden className="size-2 shrink-0 rounded-[2px]" style={{ background: color }} />
          )}
          <span className="mr-4 max-w-52 truncate text-ink-2">{label}</span>
          <span className="tabular ml-auto whitespace-nowrap">{text}</span>
        </div>
      ))}
      {total !== undefined && (
        <div className="mt-1 flex justify-between border-t border-line pt-1 font-medium">
          <span>Total</span>
          <span className="tabular">{total}</span>
        </div>
      )}
      {notes.map((note) => (
        <div key={note} className="mt-1 border-t border-line pt-1 text-xs text-ink-2">
          {note}
        </div>
      ))}
    </div>
  );
}

/** The same in one sentence, read aloud when the cursor is moved by keys. */
export const spoken = ({ heading, rows, total, notes = [] }: TooltipFacts): string =>
  [heading, ...rows.map(({ label, text }) => `${label} ${text}`), total && `Total ${total}`, ...notes]
    .filter(Boolean)
    .join(", ");
