import { cn } from "@/components/ui/cn";

import { sparklinePath } from "./sparkline-path";

interface SparklineProps {
  values: readonly (number | null)[];
  /** Said to screen readers; without it the line is decoration beside a number. */
  label?: string;
  /** Amounts start at zero, levels at their smallest value. */
  fromZero?: boolean;
  /** A CSS colour; neutral by default, since a trend is neither good nor bad by itself. */
  color?: string;
  className?: string;
}

/** A trend without axes, for tiles and cells. Plain SVG, drawn on the server. */
export function Sparkline({ values, label, fromZero, color = "var(--ink-3)", className }: SparklineProps) {
  return (
    <svg
      viewBox="0 0 120 26"
      preserveAspectRatio="none"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      className={cn("block", className ?? "h-6.5 w-full")}
    >
      <path
        d={sparklinePath(values, 120, 26, { fromZero })}
        fill="none"
        stroke={color}
        strokeWidth={1.25}
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
