import { ArrowDown, ArrowUp } from "lucide-react";
import type { ComponentProps, CSSProperties, ReactNode, Ref } from "react";

import { cn } from "./cn";

interface TableProps {
  /** What the table holds; read aloud, not drawn. */
  caption: string;
  /** 28 px rows instead of 32. */
  compact?: boolean;
  /** Below the rows, outside the scrolling: totals, paging. */
  footer?: ReactNode;
  /** Limits the height; the head stays in sight. */
  className?: string;
  /** Takes the height that is left in a column of the page, and scrolls within it. */
  fill?: boolean;
  /** For tables that draw only the rows in sight: what scrolls, and how many rows there are with the head. */
  scroller?: Ref<HTMLDivElement>;
  rowCount?: number;
  /** On a narrow screen the first column stays in sight while the others scroll beside it. */
  pinned?: boolean;
  /** On a narrow screen a row is a stack of lines under its first cell, each said by its `data-head`; `actions` stand beside it. */
  stacked?: boolean;
  /** Columns keep the widths of their heads, whatever the rows hold; `style` carries the least width of all. */
  fixed?: boolean;
  style?: CSSProperties;
  children: ReactNode;
}

/** The frame of every table: hairlines, sticky head, its own sideways scrolling. Columns belong to the concept that uses it. */
export function Table({
  caption,
  compact,
  footer,
  className,
  fill,
  scroller,
  rowCount,
  pinned,
  stacked,
  fixed,
  style,
  children,
}: TableProps) {
  return (
    <div className={cn("min-w-0", fill && "flex min-h-0 flex-1 flex-col")}>
      <div
        ref={scroller}
        className={cn("relative overflow-auto", !fixed && "more-aside", fill && "min-h-0 flex-1", className)}
        tabIndex={0}
        role="region"
        aria-label={caption}
      >
        <table
          data-compact={compact || undefined}
          aria-rowcount={rowCount}
          style={style}
          className={cn(
            "group/table w-full border-separate border-spacing-0 text-s",
            fixed && "table-fixed max-md:min-w-0!",
            stacked ? "stacked" : pinned && "pinned",
          )}
        >
          <caption className="sr-only">{caption}</caption>
          {children}
        </table>
      </div>
      {footer && <div className="flex min-h-9 items-center gap-3 px-3 text-s text-ink-2">{footer}</div>}
    </div>
  );
}

/** Of one cell a row: it takes what the others leave, and cuts its text there. */
export const TAKES_THE_REST = "w-full max-w-0 min-w-40 truncate";

export const TableHead = ({ children }: { children: ReactNode }) => (
  <thead>
    <tr>{children}</tr>
  </thead>
);

interface ThProps extends Omit<ComponentProps<"th">, "onClick"> {
  numeric?: boolean;
  /** Present when this column sorts the table now. */
  sorted?: "asc" | "desc" | undefined;
  /** Makes the head a button. */
  onSort?: () => void;
}

export function Th({ numeric, sorted, onSort, className, children, ...rest }: ThProps) {
  const Arrow = sorted === "asc" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined}
      className={cn(
        "sticky top-0 z-10 h-7 border-b border-line bg-surface px-3 font-normal whitespace-nowrap text-ink-3 first:pl-3.5 last:pr-3.5 group-data-compact/table:not-first:pl-2 group-data-compact/table:not-last:pr-2",
        numeric ? "text-right" : "text-left",
        className,
      )}
      {...rest}
    >
      {onSort ? (
        <button
          type="button"
          onClick={onSort}
          className={cn(
            "group/sort -mx-1 inline-flex h-6 items-center gap-1 rounded-s px-1 hover:text-ink",
            sorted && "font-medium text-ink",
            numeric && "flex-row-reverse",
          )}
        >
          {children}
          <Arrow aria-hidden className={cn("size-3", !sorted && "opacity-0 group-hover/sort:opacity-60")} />
        </button>
      ) : (
        children
      )}
    </th>
  );
}

interface TrProps extends ComponentProps<"tr"> {
  selected?: boolean;
}

export function Tr({ selected, className, ...rest }: TrProps) {
  return (
    <tr
      aria-selected={selected}
      className={cn(
        "group/row scroll-mt-8",
        selected ? "bg-accent-soft shadow-[inset_2px_0_var(--accent-fill)]" : "hover:bg-hover",
        className,
      )}
      {...rest}
    />
  );
}

interface TdProps extends ComponentProps<"td"> {
  numeric?: boolean;
  /** Secondary ink. */
  dim?: boolean;
}

export function Td({ numeric, dim, className, ...rest }: TdProps) {
  return (
    <td
      className={cn(
        "h-8 border-b border-line px-3 whitespace-nowrap group-data-compact/table:h-7 first:pl-3.5 last:pr-3.5 group-data-compact/table:not-first:pl-2 group-data-compact/table:not-last:pr-2 group-last/row:border-b-0",
        // The words of a quiet button stand where those of the head do.
        "[&:not(.actions)>[data-variant=ghost]:first-child]:-ml-2 [&.actions>[data-variant=ghost]:last-child]:-mr-2",
        numeric && "num",
        dim && "text-ink-2",
        className,
      )}
      {...rest}
    />
  );
}
