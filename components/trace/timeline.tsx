"use client";

import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useMemo, useRef } from "react";

import { EmptyState } from "@/components/ui/empty-state";
import { useVirtualRows } from "@/components/ui/use-virtual-rows";
import type { Phase } from "@/lib/replay/state-at";

import { type Emphasized, emphasize } from "./emphasize";
import type { Emphasis } from "./search-params";
import { clampWindow, showsAll, type TimeWindow } from "./time-window";
import { TimelineAxis, TimelineGrid } from "./timeline-axis";
import { TimelineMinimap } from "./timeline-minimap";
import { nextFailed, type TimelineMove, type TimelinePlace, zoomBy } from "./timeline-moves";
import type { TimelineReading } from "./timeline-reading";
import { TimelineRow } from "./timeline-row";
import { TimelineToolbar } from "./timeline-toolbar";
import type { TimelineNode, TimelineTree } from "./timeline-tree";
import { useTimelineKeys } from "./use-timeline-keys";
import { useTimelineRows } from "./use-timeline-rows";
import { type TrackPointer, useTrackPointer } from "./use-track-pointer";

/** What the last column holds. */
const COLUMNS: Record<Emphasis, string> = { critical: "On path", errors: "Errors", cost: "Cost" };

/** Fewer rows are seen at a glance. */
const MINIMAP_FROM = 30;

interface TimelineProps {
  tree: TimelineTree;
  total: number;
  /** The active row. */
  cursor: string | null;
  /** The active row moved; `open`: and its side panel is wanted. */
  onCursor: (id: string, open: boolean) => void;
  zoom: TimeWindow | null;
  onZoom: (zoom: TimeWindow | null) => void;
  /** What is looked for: rows of spans that are named so, or say it, are shown. */
  query: string;
  /** Spans that say it; null: that is not known yet. */
  saying: ReadonlySet<string> | null;
  /** What is read off it besides time: absent where it is played. */
  reading?: TimelineReading;
  /** In a replay: where each span stands at its moment. */
  phaseOf?: (node: TimelineNode) => Phase;
  /** Drawn over the tracks, for the part of the trace that is shown. */
  renderOver?: (window: TimeWindow) => ReactNode;
}

/** The waterfall: every span in its place in the tree and in time. Only the rows in sight are drawn. */
export function Timeline({
  tree,
  total,
  cursor,
  onCursor,
  zoom,
  onZoom,
  query,
  saying,
  reading,
  phaseOf,
  renderOver,
}: TimelineProps) {
  const { roots, endMs } = tree;
  const shown = useTimelineRows({
    roots,
    query,
    saying,
    folds: reading?.folds ?? false,
    reveal: reading === undefined ? null : cursor,
  });
  const { emphasis, figures } = reading ?? {};
  const emphasized = useMemo(
    () => (emphasis && figures ? emphasize(emphasis, tree, figures) : null),
    [emphasis, figures, tree],
  );
  const { rows, found } = shown;
  const window = zoom ? clampWindow(zoom, endMs) : { fromMs: 0, toMs: endMs };
  const at = rows.findIndex((row) => row.node.span.id === cursor);
  const place: TimelinePlace = { rows, at, window, zoomed: zoom !== null, endMs };

  const scroller = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows(rows.length, scroller);
  useSpanInSight(cursor, at, virtual);

  const setWindow = (next: TimeWindow) => onZoom(showsAll(next, endMs) ? null : next);
  const changeZoom = (change: "in" | "out" | "all") =>
    change === "all" ? onZoom(null) : setWindow(zoomBy(change, place));
  // Where the active span would vanish in its fold, the fold's first one takes its place.
  const foldOrUnfold = (id: string) => {
    onCursor(id, false);
    shown.toggleFold(id);
  };
  const toFailed = (step: 1 | -1) => {
    const failed = nextFailed(tree, cursor, step);
    if (failed !== null) onCursor(failed, true);
  };
  const run = (move: TimelineMove | null) => {
    if (move === null) return;
    if ("toggle" in move) return shown.toggle(move.toggle);
    if ("toggleFold" in move) return foldOrUnfold(move.toggleFold);
    if ("window" in move) return setWindow(move.window);
    const index = Math.max(0, Math.min(rows.length - 1, move.to));
    const row = rows[index];
    if (!row) return;
    onCursor(row.node.span.id, move.open ?? false);
    virtual.scrollToIndex(index, { align: "auto" });
  };
  const toRows = (move: () => void) => () => {
    scroller.current?.focus({ preventScroll: true });
    move();
  };
  const onKeyDown = useTimelineKeys(place, { run, toRows, changeZoom, toFailed });
  const pointer = useTrackPointer({ surface: scroller, track, line }, window, endMs, setWindow);
  const isMatch = (id: string) => found === null || found.matches.has(id);

  return (
    <div className="flex h-full min-h-0 flex-col [--columns:clamp(200px,34%,320px)_minmax(0,1fr)_72px] max-md:[--columns:152px_minmax(0,1fr)_64px]">
      <TimelineToolbar
        total={total}
        found={found?.matches.size ?? null}
        zoomed={zoom ? window : null}
        onZoom={changeZoom}
        anyOpen={shown.anyOpen}
        onOpenAll={shown.openAll}
        reading={reading}
      />
      {(total >= MINIMAP_FROM || zoom) && phaseOf === undefined && (
        <div className="grid grid-cols-(--columns) border-b border-line">
          <span />
          <TimelineMinimap tree={tree} window={window} onWindow={setWindow} emphasized={emphasized} />
        </div>
      )}
      <div className="relative flex min-h-0 flex-1 flex-col" {...pointer.handlers}>
        <Scale
          window={window}
          track={track}
          column={emphasized === null ? "Duration" : COLUMNS[emphasized.emphasis]}
        />
        <Rows
          place={place}
          virtual={virtual}
          scroller={scroller}
          cursor={cursor}
          searched={shown.searched}
          isMatch={isMatch}
          onKeyDown={onKeyDown}
          onSelect={(id) => onCursor(id, true)}
          onToggle={shown.toggle}
          onFold={foldOrUnfold}
          emphasized={emphasized}
          phaseOf={phaseOf}
        />
        {renderOver && (
          <div className="pointer-events-none absolute inset-0 z-5 grid grid-cols-(--columns)">
            <div className="relative col-start-2 overflow-hidden">{renderOver(window)}</div>
          </div>
        )}
        <Pointed drawn={pointer.drawn} line={line} />
      </div>
    </div>
  );
}

type VirtualRows = ReturnType<typeof useVirtualRows>;

/** A link to a span shows it, also deep down a long trace. */
function useSpanInSight(cursor: string | null, at: number, virtual: VirtualRows) {
  const shownFor = useRef<string | null>(null);
  useEffect(() => {
    if (cursor === null || shownFor.current === cursor) return;
    const first = shownFor.current === null;
    shownFor.current = cursor;
    // Where it is in sight nothing is measured: a replay moves many times a second.
    const { range } = virtual;
    if (!first && range !== null && at > range.startIndex && at < range.endIndex - 1) return;
    if (at >= 0) virtual.scrollToIndex(at, { align: first ? "center" : "auto" });
  }, [cursor, at, virtual]);
}

/** Heads of the columns, and the lines of the axis behind all rows. */
const Scale = ({
  window,
  track,
  column,
}: {
  window: TimeWindow;
  track: RefObject<HTMLDivElement | null>;
  column: string;
}) => (
  <>
    <div className="grid grid-cols-(--columns) border-b border-line">
      <span className="px-4 pt-1 text-xs text-ink-3 max-md:px-3">Span</span>
      <TimelineAxis window={window} />
      <span className="px-3 pt-1 text-right text-xs text-ink-3">{column}</span>
    </div>
    <div aria-hidden className="pointer-events-none absolute inset-0 grid grid-cols-(--columns)">
      <div ref={track} className="relative col-start-2 overflow-hidden">
        <div className="absolute inset-x-0 top-6 bottom-0">
          <TimelineGrid window={window} />
        </div>
      </div>
    </div>
  </>
);

interface RowsProps {
  place: TimelinePlace;
  virtual: VirtualRows;
  scroller: RefObject<HTMLDivElement | null>;
  cursor: string | null;
  searched: string;
  /** False: it is only the way to what a search found. */
  isMatch: (id: string) => boolean;
  onKeyDown: (event: KeyboardEvent) => void;
  onSelect: (id: string) => void;
  onToggle: (id: string) => void;
  onFold: (id: string) => void;
  emphasized: Emphasized | null;
  phaseOf: TimelineProps["phaseOf"];
}

function Rows({
  place,
  virtual,
  scroller,
  cursor,
  searched,
  isMatch,
  onKeyDown,
  onSelect,
  onToggle,
  onFold,
  emphasized,
  phaseOf,
}: RowsProps) {
  const { rows, at, window } = place;
  return (
    <div
      ref={scroller}
      // A tree without a row is none.
      role={rows.length === 0 ? "group" : "tree"}
      aria-label="Spans"
      tabIndex={0}
      aria-activedescendant={
        virtual.getVirtualItems().some((item) => item.index === at) ? rowId(cursor) : undefined
      }
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto -outline-offset-2"
    >
      <div role="none" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]!;
          const { id } = row.node.span;
          return (
            <TimelineRow
              key={id}
              id={rowId(id)}
              row={row}
              window={window}
              selected={id === cursor}
              faint={!isMatch(id)}
              phase={phaseOf?.(row.node)}
              top={item.start}
              onSelect={() => onSelect(id)}
              onToggle={() => onToggle(id)}
              onFold={() => onFold(id)}
              emphasized={emphasized}
            />
          );
        })}
      </div>
      {rows.length === 0 && (
        <EmptyState title={`No span matches “${searched}”`}>
          Looked for in names, kinds, models, services and ids, and in what was said.
        </EmptyState>
      )}
    </div>
  );
}

/** The part that is being drawn, and the line under the pointer. */
const Pointed = ({
  drawn,
  line,
}: {
  drawn: TrackPointer["drawn"];
  line: RefObject<HTMLDivElement | null>;
}) => (
  <div aria-hidden className="pointer-events-none absolute inset-0 z-10 grid grid-cols-(--columns)">
    <div className="relative col-start-2">
      {drawn && (
        <div
          className="absolute inset-y-0 border-x border-accent bg-accent-fill/12"
          style={{
            left: `${drawn.from * 100}%`,
            width: `${(drawn.to - drawn.from) * 100}%`,
          }}
        />
      )}
      <div ref={line} className="group/line absolute inset-y-0 w-px bg-accent-line opacity-0">
        <span className="tabular absolute top-0.5 left-0 rounded-s bg-accent-fill px-1 text-xs whitespace-nowrap text-on-accent group-data-late/line:right-0 group-data-late/line:left-auto" />
      </div>
    </div>
  </div>
);

const rowId = (id: string | null): string => `span-${id}`;
