"use client";

import Link from "@/components/ui/link";

import { cn } from "@/components/ui/cn";
import { formatPercent } from "@/lib/format/percent";
import { type Quantity, exactQuantity, formatQuantity } from "@/lib/format/quantity";
import { UNKNOWN } from "@/lib/format/significant";

import { ChartFrame, type FrameProps } from "../frame/chart-frame";
import { type BarItem, type RankedBar, rankBars } from "./rank-bars";
import { tableOf } from "../frame/table-data";

const ROW = 28;
/** Rows that are shown before a list scrolls within itself. */
const MOST_ROWS = 12;

interface BarListProps extends FrameProps {
  items: readonly BarItem[];
  quantity: Quantity;
  /** What one row is: "Feature". Head of the table's first column. */
  itemName: string;
  /** What the bars measure: "Cost". */
  valueName: string;
  /** What shares are of; by default the sum of the values. Null: shares mean nothing (latencies). */
  total?: number | null;
}

/** Which are the largest? Ranked bars with name, value and share; a row leads to what is behind it. */
export function BarList({ items, quantity, itemName, valueName, total, ...frame }: BarListProps) {
  const bars = rankBars(items, total ?? undefined);
  const shares = total !== null;
  const text = ({ value, exact }: BarItem) =>
    exact ?? (value === null ? UNKNOWN : exactQuantity(value, quantity));
  return (
    <ChartFrame
      {...frame}
      height={ROW * Math.min(MOST_ROWS, Math.max(3, bars.length))}
      empty={bars.length === 0 ? (frame.empty ?? "Nothing was recorded in this range.") : undefined}
      table={() =>
        tableOf(
          [itemName, valueName, ...(shares ? ["Share"] : [])],
          bars.map((bar) => [bar.label, text(bar), ...(shares ? [shareText(bar)] : [])]),
          bars.map((bar) => [bar.label, bar.exact ?? bar.value, ...(shares ? [bar.share] : [])]),
        )
      }
    >
      <ol className="-mx-1.5 max-h-full overflow-y-auto">
        {bars.map((bar) => (
          <li key={bar.key} className="relative h-7">
            <Row bar={bar} tip={tipOf(bar, text(bar), shares)}>
              <span
                aria-hidden
                className="absolute inset-y-0.5 left-1.5 rounded-s"
                style={{
                  width: `max(2px, calc((100% - 12px) * ${bar.length}))`,
                  background: bar.rest ? "var(--hover)" : (bar.color ?? "var(--accent-soft)"),
                  opacity: bar.color && !bar.rest ? 0.28 : undefined,
                  display: bar.length > 0 ? undefined : "none",
                }}
              />
              <span className={cn("relative min-w-0 truncate", bar.rest ? "text-ink-2" : "font-medium")}>
                {bar.label}
              </span>
              {bar.note && (
                <span className="relative min-w-0 shrink-2 truncate text-xs text-ink-3">{bar.note}</span>
              )}
              <span className="num relative ml-auto shrink-0 pl-3">
                {bar.value === null ? UNKNOWN : formatQuantity(bar.value, quantity)}
              </span>
              {shares && <span className="num relative w-14 shrink-0 text-ink-2">{shareText(bar)}</span>}
            </Row>
          </li>
        ))}
      </ol>
    </ChartFrame>
  );
}

const shareText = ({ share }: RankedBar): string => (share === null ? UNKNOWN : formatPercent(share));

const tipOf = (bar: RankedBar, exact: string, shares: boolean): string =>
  [`${bar.label}: ${exact}`, shares && bar.share !== null && `${shareText(bar)} of all`, bar.note]
    .filter(Boolean)
    .join("\n");

function Row({ bar, tip, children }: { bar: RankedBar; tip: string; children: React.ReactNode }) {
  const className = "relative flex h-full items-center gap-2 rounded-s px-3 text-s -outline-offset-2";
  return bar.href ? (
    <Link href={bar.href} data-tip={tip} className={cn(className, "hover:bg-hover")}>
      {children}
    </Link>
  ) : (
    <div data-tip={tip} className={className}>
      {children}
    </div>
  );
}
