import Link from "next/link";
import type { ReactNode } from "react";

import { Figure } from "@/components/ui/figure";
import type { Quantity } from "@/lib/format/quantity";

export interface BarListItem {
  key: string;
  label: ReactNode;
  /** Null is unknown: shown as a dash without a bar. */
  value: number | null;
  /** The traces behind the number. */
  href?: string;
  /** A second, quiet figure: share, change. */
  aside?: ReactNode;
  /** A meaning of its own (a kind); otherwise one neutral hue: the length says it all. */
  color?: string;
}

interface BarListProps {
  items: readonly BarListItem[];
  quantity: Quantity;
  /** What is ranked, for screen readers: "Cost by feature". */
  label: string;
  unknown?: string;
  empty?: string;
}

/** A ranking: who costs most, what is slowest. Longest first is the caller's order. */
export function BarList({
  items,
  quantity,
  label,
  unknown,
  empty = "Nothing was recorded in this range.",
}: BarListProps) {
  if (items.length === 0)
    return <p className="grid h-24 place-items-center rounded-m bg-sunken text-s text-ink-2">{empty}</p>;
  const max = Math.max(...items.map((item) => item.value ?? 0), Number.MIN_VALUE);
  return (
    <ol aria-label={label} className="grid gap-px text-s">
      {items.map((item) => {
        const inside = (
          <>
            <span
              aria-hidden
              className="absolute inset-y-0.5 left-0 rounded-s"
              style={{
                width: `${Math.max(0.4, ((item.value ?? 0) / max) * 100)}%`,
                background: item.color
                  ? `color-mix(in srgb, ${item.color} 22%, transparent)`
                  : "var(--accent-soft)",
              }}
              hidden={item.value === null}
            />
            <span className="relative min-w-0 truncate">{item.label}</span>
            <span className="relative ml-auto flex shrink-0 items-center gap-3 pl-3">
              {item.aside !== undefined && <span className="tabular text-ink-3">{item.aside}</span>}
              <Figure
                value={item.value}
                quantity={quantity}
                unknown={unknown}
                className="min-w-14 text-right"
              />
            </span>
          </>
        );
        const row = "relative flex h-7 items-center rounded-s px-2";
        return (
          <li key={item.key}>
            {item.href ? (
              <Link href={item.href} className={`${row} hover:bg-hover`}>
                {inside}
              </Link>
            ) : (
              <div className={row}>{inside}</div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
