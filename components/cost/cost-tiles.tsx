import Link from "@/components/ui/link";

import { Figure } from "@/components/ui/figure";
import type { Quantity } from "@/lib/format/quantity";

export interface CostTile {
  label: string;
  value: number | string | null;
  quantity: Quantity;
  /** A tokenizer's counts are in it, or may be. */
  estimated?: boolean;
  /** Why there is no value. */
  unknown?: string;
  /** "+12 % against the 7 days before". */
  change?: string | null;
  note?: string | null;
  href?: string;
}

/** The figures of the page's head; each leads to the traces behind it. */
export function CostTiles({ tiles }: { tiles: readonly CostTile[] }) {
  return (
    <ul
      aria-label="Cost in short"
      className="grid grid-cols-2 overflow-hidden rounded-l border border-line bg-surface sm:grid-cols-3 xl:grid-cols-6"
    >
      {tiles.map(({ label, value, quantity, estimated = false, unknown, change, note, href }) => {
        const content = (
          <>
            <span className="text-s text-ink-2">{label}</span>
            <span className="my-0.5 text-xl font-semibold tracking-[-0.02em]">
              <Figure
                value={value}
                quantity={quantity}
                unknown={unknown ?? "nothing in this range"}
                estimated={estimated}
              />
            </span>
            <span className="min-h-4 text-xs text-ink-2">{change}</span>
            <span className="min-h-4 text-xs text-ink-3">{note}</span>
          </>
        );
        const className = "grid h-full content-start px-3.5 pt-3 pb-2.5";
        return (
          <li key={label} className="-mr-px -mb-px border-r border-b border-line">
            {href === undefined ? (
              <div className={className}>{content}</div>
            ) : (
              <Link href={href} className={`${className} hover:bg-hover`}>
                {content}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
