import { cn } from "./cn";

/** Holds the place of what is loading, in its size, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("skeleton", className ?? "h-4 w-full")} />;
}

const WIDTHS = ["82%", "64%", "91%", "73%", "58%", "87%"];

/** Rows of a table that is on its way. */
export function SkeletonRows({ rows = 8, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="flex h-8 items-center border-b border-line px-4">
          <div aria-hidden className="skeleton h-3" style={{ width: WIDTHS[i % WIDTHS.length] }} />
        </div>
      ))}
    </div>
  );
}
