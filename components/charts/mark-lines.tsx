import type { MergedMark } from "./merge-marks";
import { placeMarks } from "./place-marks";

interface MarkLinesProps {
  marks: readonly MergedMark[];
  /** Where the plot begins and ends, pixels. */
  left: number;
  width: number;
  top: number;
  bottom: number;
}

/** Pixels that a mark's name takes, its gap to the line included. */
const lengthOf = ({ label }: MergedMark): number => label.length * 6 + 8;

/** Changes as dashed lines, named where there is room; the tooltip names the others. A name leads to what came with the change. */
export function MarkLines({ marks, left, width, top, bottom }: MarkLinesProps) {
  const placed = placeMarks(
    marks.map(({ x }) => x - left),
    marks.map(lengthOf),
    width,
  );
  return marks.map((mark, i) => {
    const { side, named } = placed[i]!;
    const text = (
      <text
        x={mark.x + (side === "left" ? -4 : 4)}
        y={top - 2}
        textAnchor={side === "left" ? "end" : "start"}
        fontSize={11}
        fill="var(--ink-2)"
        paintOrder="stroke"
        stroke="var(--surface)"
        strokeWidth={3}
        className={mark.href ? "hover:underline" : undefined}
      >
        {mark.label}
      </text>
    );
    return (
      <g key={`${mark.at}-${mark.label}`}>
        <line x1={mark.x} x2={mark.x} y1={top - 8} y2={bottom} stroke="var(--ink-3)" strokeDasharray="2 3" />
        {named && (mark.href ? <a href={mark.href}>{text}</a> : text)}
      </g>
    );
  });
}
