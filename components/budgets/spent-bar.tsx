import { cn } from "@/components/ui/cn";

interface SpentBarProps {
  /** Spent as a share of the limit; more than 1 is over. */
  used: number;
  over: boolean;
  warning: boolean;
  /** Where the forecast ends, as a share of the limit. */
  forecast?: number | null;
  label: string;
}

/** Spent of the limit; a mark where the period will probably end. The number stands beside it: colour alone says nothing. */
export function SpentBar({ used, over, warning, forecast, label }: SpentBarProps) {
  const scale = Math.max(1, Math.min(forecast ?? 0, 2), Math.min(used, 2));
  const percent = (share: number): string => `${(Math.min(share / scale, 1) * 100).toFixed(2)}%`;
  return (
    <span
      role="img"
      aria-label={label}
      className="relative block h-2 w-full min-w-20 overflow-hidden rounded-full bg-line"
    >
      <span
        className={cn(
          "absolute inset-y-0 left-0 rounded-full",
          over ? "bg-bad-fill" : warning ? "bg-warn" : "bg-accent-fill",
        )}
        style={{ width: percent(used) }}
      />
      {scale > 1 && <span className="absolute inset-y-0 w-px bg-ink" style={{ left: percent(1) }} />}
      {forecast !== undefined && forecast !== null && forecast > used && (
        <span className="absolute inset-y-0 w-0.5 bg-ink-3" style={{ left: percent(forecast) }} />
      )}
    </span>
  );
}
