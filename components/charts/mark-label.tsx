import type { PlacedMark } from "./place-marks";
import type { ChangeMark } from "./types";

/** Pixels that a mark's name takes, its gap to the line included. */
export const markLength = (mark: ChangeMark): number => mark.label.length * 6 + 8;

interface MarkLabelProps {
  mark: ChangeMark;
  placed: PlacedMark;
  /** Given by recharts: the line's box. */
  viewBox?: { x?: number; y?: number };
}

/** The name of a change at the top of its line, with a halo so that it stays legible over a curve. */
export function MarkLabel({ mark, placed, viewBox }: MarkLabelProps) {
  const left = placed.side === "left";
  const text = (
    <text
      x={(viewBox?.x ?? 0) + (left ? -4 : 4)}
      y={(viewBox?.y ?? 0) + 4}
      textAnchor={left ? "end" : "start"}
      fontSize={11}
      fill="var(--ink-2)"
      paintOrder="stroke"
      stroke="var(--surface)"
      strokeWidth={3}
    >
      {placed.named ? mark.label : ""}
    </text>
  );
  if (!mark.href || !placed.named) return text;
  return (
    <a href={mark.href} aria-label={mark.label}>
      {text}
    </a>
  );
}
