import { ReferenceLine } from "recharts";

interface MarkLineProps {
  /** Where it stands on the horizontal axis. */
  x: number;
  /** Above its line; without one the tooltip tells. */
  name?: string | undefined;
  side: "left" | "right";
  href?: string | undefined;
  stroke: string;
  strokeDasharray?: string;
  strokeWidth?: number;
}

/** A line at a moment or a value, named along the top; a name leads to what is behind it. */
export function MarkLine({ x, name, side, href, ...line }: MarkLineProps) {
  return (
    <ReferenceLine
      x={x}
      {...line}
      // It reaches up to its name.
      shape={({ x1, y1, y2 }: { x1: number; y1: number; y2: number }) => (
        <line x1={x1} x2={x1} y1={Math.min(y1, y2) - 8} y2={Math.max(y1, y2)} {...line} />
      )}
      label={({ viewBox }) => {
        if (!name) return null;
        const text = (
          <text
            x={viewBox.x + (side === "left" ? -4 : 4)}
            y={viewBox.y - 2}
            textAnchor={side === "left" ? "end" : "start"}
            fontSize={11}
            fill="var(--ink-2)"
            paintOrder="stroke"
            stroke="var(--surface)"
            strokeWidth={3}
            className={href ? "hover:underline" : undefined}
          >
            {name}
          </text>
        );
        return href ? (
          <a href={href} className="pointer-events-auto" onClick={(event) => event.stopPropagation()}>
            {text}
          </a>
        ) : (
          text
        );
      }}
    />
  );
}
