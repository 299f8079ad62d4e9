"use client";

import { type RefObject, useCallback, useMemo } from "react";

import type { Bookmarks } from "@/components/bookmarks/use-bookmarks";
import { cn } from "@/components/ui/cn";
import { Table } from "@/components/ui/table";
import type { SortWord } from "@/lib/traces/sort";
import type { TraceSummary } from "@/lib/traces/summary";

import { type ColumnKey, WIDE_COLUMNS } from "./column-keys";
import type { TablePreferences } from "./table-preferences";
import { boxOver } from "./picks";
import { TraceTableHead } from "./trace-table-head";
import { TraceTableRow } from "./trace-table-row";
import type { Picks } from "./use-picks";
import { useRowKeys } from "./use-row-keys";
import { useTraceColumns } from "./use-trace-columns";
import { useTraceRows } from "./use-trace-rows";

interface TraceTableProps extends Pick<TablePreferences, "compact" | "pinned" | "sizes"> {
  traces: readonly TraceSummary[];
  columns: readonly ColumnKey[];
  onSizes: (sizes: Record<string, number>) => void;
  /** Old rows stand in for what is on its way. */
  stale: boolean;
  /** A text is looked for: each row says where it was found. */
  searching: boolean;
  /** Whether more rows exist below than are loaded. */
  more: boolean;
  hrefOf: (trace: TraceSummary) => string;
  selectedId: string | null;
  onSelect: (traceId: string) => void;
  /** Absent: rows are not selected here. */
  picks?: Picks;
  bookmarks: Bookmarks;
  onNearEnd: () => void;
  onScroll: (offset: number) => void;
  scroller: RefObject<HTMLDivElement | null>;
  initialOffset: number;
  /** Null: newest first. */
  sort?: SortWord | null;
  /** Absent: the list cannot be sorted now. */
  onSort?: ((sort: SortWord | null) => void) | undefined;
}

/** The rows in sight, of however many. The list comes page by page, so nothing here sorts it: the store does, over all of it. */
export function TraceTable(props: TraceTableProps) {
  const { traces, compact, pinned, stale, more, hrefOf, scroller, picks, bookmarks } = props;
  const { held: bookmarked, set: setBookmarks } = bookmarks;
  const onBookmark = useCallback((id: string, on: boolean) => setBookmarks([id], on), [setBookmarks]);
  const columns = useTraceColumns(props);
  const { rows, above, below, reveal, inSight } = useTraceRows(props);
  const { selected, select, open, point } = useRowKeys({ ...props, reveal });
  // The same array for the same columns: rows are drawn anew only when it changes.
  const keys = columns.shown.join();
  const shown = useMemo(() => keys.split(",") as ColumnKey[], [keys]);
  const least = columns.headers.reduce(
    (sum, { column }) => {
      const key = column.id as ColumnKey;
      return sum + (WIDE_COLUMNS.has(key) ? 0 : (columns.widthOf(key) ?? column.getSize()));
    },
    picks ? PICK_PX : 0,
  );
  return (
    <Table
      fill
      fixed
      caption="Traces"
      compact={compact}
      scroller={scroller}
      rowCount={more ? -1 : traces.length + 1}
      style={{ minWidth: least }}
      className={cn("transition-opacity duration-150", stale && "opacity-50")}
    >
      <TraceTableHead
        of={columns}
        pinned={pinned}
        sort={props.sort ?? null}
        onSort={props.onSort}
        pick={
          picks && {
            pinned,
            state: boxOver(picks.held, inSight()),
            onChange: (picked) => picks.pickAll(inSight(), picked),
          }
        }
      />
      <tbody>
        {above > 0 && <Gap height={above} />}
        {rows.map(({ index, key }) => {
          const trace = traces[index];
          return trace === undefined ? null : (
            <TraceTableRow
              key={key}
              trace={trace}
              columns={shown}
              pinned={pinned}
              href={hrefOf(trace)}
              index={index}
              selected={index === selected}
              picked={picks ? picks.held.has(trace.trace_id) : null}
              bookmarked={bookmarked.has(trace.trace_id)}
              onBookmark={onBookmark}
              onSelect={select}
              onPick={picks?.pick}
              onOpen={open}
              onPoint={point}
            />
          );
        })}
        {below > 0 && <Gap height={below} />}
      </tbody>
    </Table>
  );
}

/** Of the column of boxes. */
const PICK_PX = 36;

/** Rows that are not drawn, as one of their height. One cell: a span over hidden columns would bring them back. */
const Gap = ({ height }: { height: number }) => (
  <tr aria-hidden>
    <td style={{ height, padding: 0 }} />
  </tr>
);
