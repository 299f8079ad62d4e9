"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import {
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { cn } from "@/components/ui/cn";
import { Table, TableHead, Th } from "@/components/ui/table";
import type { TraceSummary } from "@/lib/traces/summary";

import { type ColumnKey, WIDE_COLUMNS } from "./column-keys";
import { COLUMNS } from "./columns";
import { seenAt, TraceTableRow } from "./trace-table-row";

const ROW_PX = 32;
const COMPACT_ROW_PX = 28;
const NAME_PX = 190;
/** The least that a column without a width of its own is given. */
const FREE_PX = 160;
/** The next page is asked for when this many rows remain below. */
const AHEAD = 20;
/** A pointer that only passes over a row fetches nothing. */
const HOVER_MS = 80;

interface TraceTableProps {
  traces: readonly TraceSummary[];
  columns: readonly ColumnKey[];
  compact: boolean;
  /** Old rows stand in for what is on its way. */
  stale: boolean;
  /** Whether more rows exist below than are loaded. */
  more: boolean;
  hrefOf: (traceId: string) => string;
  selectedId: string | null;
  onSelect: (traceId: string) => void;
  onNearEnd: () => void;
  onScroll: (offset: number) => void;
  scroller: RefObject<HTMLDivElement | null>;
  initialOffset: number;
}

/** The rows in sight, of however many. */
export function TraceTable({
  traces,
  columns,
  compact,
  stale,
  more,
  hrefOf,
  selectedId,
  onSelect,
  onNearEnd,
  onScroll,
  scroller,
  initialOffset,
}: TraceTableProps) {
  const router = useRouter();
  const rowPx = compact ? COMPACT_ROW_PX : ROW_PX;
  // Where the list appears; later it is moved by hand.
  const [start] = useState(initialOffset);
  // Its functions are not memoised, and nothing memoised is handed them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: traces.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    initialOffset: start,
    // Before the browser has measured anything (and on the server) a screenful is drawn.
    initialRect: { width: 1200, height: 900 },
    getItemKey: (index) => traces[index]!.trace_id,
  });
  useEffect(() => virtual.measure(), [virtual, rowPx]);
  useLayoutEffect(() => {
    if (scroller.current && start > 0) scroller.current.scrollTop = start;
  }, [scroller, start]);
  useEffect(() => {
    const element = scroller.current;
    const tell = () => onScroll(element?.scrollTop ?? 0);
    element?.addEventListener("scroll", tell, { passive: true });
    return () => element?.removeEventListener("scroll", tell);
  }, [scroller, onScroll]);

  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= traces.length - AHEAD) onNearEnd();
  }, [more, last, traces.length, onNearEnd]);

  const selected = traces.findIndex((trace) => trace.trace_id === selectedId);
  const select = useCallback(
    (index: number) => {
      const trace = traces[index];
      if (trace) onSelect(trace.trace_id);
    },
    [traces, onSelect],
  );
  const move = (by: number) => {
    const index = Math.min(traces.length - 1, Math.max(0, selected === -1 ? 0 : selected + by));
    select(index);
    virtual.scrollToIndex(index);
    // Drawn first, focused then: enter is the link's own.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true }),
    );
  };
  useShortcut({ keys: "j", label: "Next trace (enter opens it)", group: "List" }, () => move(1));
  useShortcut({ keys: "k", label: "Trace before", group: "List" }, () => move(-1));

  const open = useCallback(
    (href: string, event: MouseEvent) => {
      if (window.getSelection()?.toString()) return; // text was being marked, not clicked
      if (event.metaKey || event.ctrlKey) window.open(href, "_blank", "noopener");
      else {
        select(Number((event.currentTarget as HTMLElement).dataset.index));
        router.push(href);
      }
    },
    [router, select],
  );
  const hover = useRef<ReturnType<typeof setTimeout>>(undefined);
  const point = useCallback(
    (href: string | null) => {
      clearTimeout(hover.current);
      if (href !== null) hover.current = setTimeout(() => router.prefetch(href), HOVER_MS);
    },
    [router],
  );

  const above = rows[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (rows.at(-1)?.end ?? 0);
  const widthOf = (key: ColumnKey) => (key === "name" ? NAME_PX : (COLUMNS[key].width ?? FREE_PX));
  const free = columns.some((key) => key !== "name" && COLUMNS[key].width === undefined);
  const least = columns.reduce((sum, key) => sum + (WIDE_COLUMNS.has(key) ? 0 : widthOf(key)), 0);

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
      <TableHead>
        {columns.map((key) => {
          const { head, about, numeric, width } = key === "name" ? NAME_HEAD : COLUMNS[key];
          const own = key === "name" ? (free ? NAME_PX : undefined) : width;
          return (
            <Th
              key={key}
              numeric={numeric ?? false}
              data-tip={about}
              style={own === undefined ? undefined : { width: own }}
              className={cn(
                seenAt(key),
                key === "name" && "max-md:w-auto!",
                key === "time" && "max-md:w-24!",
                key === "status" && "max-md:w-9! max-md:px-2!",
              )}
            >
              {key === "status" ? <span className="max-md:sr-only">{head}</span> : head}
            </Th>
          );
        })}
      </TableHead>
      <tbody>
        {above > 0 && <Gap height={above} />}
        {rows.map(({ index, key }) => {
          const trace = traces[index];
          return trace === undefined ? null : (
            <TraceTableRow
              key={key}
              trace={trace}
              columns={columns}
              href={hrefOf(trace.trace_id)}
              index={index}
              selected={index === selected}
              onSelect={select}
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

const NAME_HEAD: { head: string; about?: string; numeric?: boolean; width?: number } = { head: "Trace" };

/** Rows that are not drawn, as one of their height. One cell: a span over hidden columns would bring them back. */
const Gap = ({ height }: { height: number }) => (
  <tr aria-hidden>
    <td style={{ height, padding: 0 }} />
  </tr>
);
