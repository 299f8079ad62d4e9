"use client";

import { FlaskConical } from "lucide-react";
import Link from "@/components/ui/link";
import { memo, type MouseEvent } from "react";

import { RowStar } from "@/components/bookmarks/row-star";
import { cn } from "@/components/ui/cn";
import { Td, Tr } from "@/components/ui/table";
import { shownName } from "@/lib/model/shown-name";
import type { TraceSummary } from "@/lib/traces/summary";

import { type ColumnKey, NARROW_COLUMNS, WIDE_COLUMNS } from "./column-keys";
import { COLUMNS, seenAt } from "./columns";
import { FoundText } from "./found-text";
import { PickCell } from "./pick-cells";

interface TraceTableRowProps {
  trace: TraceSummary;
  columns: readonly ColumnKey[];
  /** The name stays in sight at the left. */
  pinned: boolean;
  href: string;
  /** Place in the list, from 0. */
  index: number;
  selected: boolean;
  /** Whether its box is ticked; null: rows have none. */
  picked: boolean | null;
  bookmarked: boolean;
  onBookmark: (traceId: string, on: boolean) => void;
  onSelect: (index: number) => void;
  onPick: ((index: number, toLast: boolean) => void) | undefined;
  onOpen: (href: string, event: MouseEvent) => void;
  onPoint: (href: string | null) => void;
}

/** One trace. The name is the link; the whole row follows it for the pointer. */
export const TraceTableRow = memo(function TraceTableRow({
  trace,
  columns,
  pinned,
  href,
  index,
  selected,
  picked,
  bookmarked,
  onBookmark,
  onSelect,
  onPick,
  onOpen,
  onPoint,
}: TraceTableRowProps) {
  const name = shownName(trace.name);
  const row = {
    selected,
    "data-index": index,
    onClick: (event: MouseEvent) => onOpen(href, event),
    onPointerEnter: () => onPoint(href),
    onPointerLeave: () => onPoint(null),
  };
  const cells = (
    <Tr
      {...row}
      aria-rowindex={index + 2}
      className={cn(
        "group/row cursor-pointer",
        picked && "bg-accent-soft",
        trace.hit !== undefined && "has-[+tr:hover]:bg-hover [&>td]:border-b-0",
      )}
    >
      {picked !== null && (
        <PickCell
          name={name}
          picked={picked}
          pinned={pinned}
          onPick={(toLast) => onPick?.(index, toLast)}
          onFocus={() => onSelect(index)}
        />
      )}
      {columns.map((key) => {
        if (key === "name") {
          return (
            <Td
              key={key}
              className={cn(
                "overflow-hidden",
                pinned && cn("sticky z-1 bg-surface", picked === null ? "left-0" : "left-9"),
              )}
            >
              <span className="flex min-w-0 items-center gap-1.5">
                <Link
                  href={href}
                  prefetch={false}
                  data-row={index}
                  onFocus={() => onSelect(index)}
                  onClick={(event) => event.stopPropagation()}
                  title={trace.name}
                  className="truncate rounded-s font-medium -outline-offset-1"
                >
                  {name}
                </Link>
                {trace.feature !== null && trace.feature !== name && (
                  <span className="shrink truncate text-ink-3 max-md:hidden">{trace.feature}</span>
                )}
                {trace.notes.includes("simulated") && (
                  <span
                    className="shrink-0 text-warn"
                    data-tip="Simulated: the demo generator made this trace"
                  >
                    <FlaskConical aria-hidden className="size-3.5" />
                    <span className="sr-only">Simulated</span>
                  </span>
                )}
                <span className="ml-auto">
                  <RowStar name={name} on={bookmarked} onChange={(on) => onBookmark(trace.trace_id, on)} />
                </span>
              </span>
            </Td>
          );
        }
        const { numeric, dim, cell } = COLUMNS[key];
        return (
          <Td
            key={key}
            numeric={numeric}
            dim={dim}
            className={cn("truncate", key === "status" && "max-md:px-2!", seenAt(key))}
          >
            {cell(trace)}
          </Td>
        );
      })}
    </Tr>
  );
  if (trace.hit === undefined) return cells;
  return (
    <>
      {cells}
      <Tr {...row} className="cursor-pointer [tr:hover+&]:bg-hover">
        {picked !== null && <td className="border-b border-line" />}
        {/* Cells over what is seen at the same widths: a span over hidden columns would bring them back. */}
        <td colSpan={countOf(columns, "narrow")} className="h-6.5 border-b border-line px-3.5 pb-1.5">
          {trace.hit === null ? (
            <span className="text-ink-3">What held it is no longer stored</span>
          ) : (
            <FoundText hit={trace.hit} />
          )}
        </td>
        {countOf(columns, "middle") > 0 && (
          <td colSpan={countOf(columns, "middle")} className="border-b border-line max-md:hidden" />
        )}
        {countOf(columns, "wide") > 0 && (
          <td colSpan={countOf(columns, "wide")} className="border-b border-line max-xl:hidden" />
        )}
      </Tr>
    </>
  );
});

/** Columns that are seen at any width, at all but the narrowest, and at wide ones only: the name always is. */
const countOf = (columns: readonly ColumnKey[], seen: "narrow" | "middle" | "wide"): number =>
  columns.filter((key) =>
    WIDE_COLUMNS.has(key) ? seen === "wide" : NARROW_COLUMNS.has(key) ? seen === "narrow" : seen === "middle",
  ).length;
