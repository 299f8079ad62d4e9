"use client";

import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { EmptyState } from "@/components/ui/empty-state";

import { findSpans } from "./find-spans";
import { clampWindow, panWindow, showsAll, type TimeWindow, zoomWindow } from "./time-window";
import { TimelineAxis, TimelineGrid } from "./timeline-axis";
import { TimelineMinimap } from "./timeline-minimap";
import { TimelineRow } from "./timeline-row";
import { timelineRows } from "./timeline-rows";
import { TimelineToolbar } from "./timeline-toolbar";
import { depthFirst, type TimelineTree } from "./timeline-tree";
import { useTrackPointer } from "./use-track-pointer";
import { useVirtualRows } from "@/components/ui/use-virtual-rows";

/** Fewer rows are seen at a glance. */
const MINIMAP_FROM = 30;
const GROUP = "Timeline";

interface TimelineProps {
  tree: TimelineTree;
  total: number;
  /** The active row. */
  cursor: string | null;
  /** The active row moved; `open`: and its side panel is wanted. */
  onCursor: (id: string, open: boolean) => void;
  zoom: TimeWindow | null;
  onZoom: (zoom: TimeWindow | null) => void;
  query: string;
  onQuery: (query: string) => void;
}

/** The waterfall: every span in its place in the tree and in time. Only the rows in sight are drawn. */
export function Timeline({ tree, total, cursor, onCursor, zoom, onZoom, query, onQuery }: TimelineProps) {
  const { roots, endMs } = tree;
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const searched = useDeferredValue(query);
  const found = useMemo(() => findSpans(roots, searched), [roots, searched]);
  const rows = useMemo(() => timelineRows(roots, collapsed, found?.shown), [roots, collapsed, found]);
  const parents = useMemo(
    () =>
      depthFirst(roots)
        .filter((node) => node.children.length > 0)
        .map((node) => node.span.id),
    [roots],
  );
  const window = zoom ? clampWindow(zoom, endMs) : { fromMs: 0, toMs: endMs };
  const at = rows.findIndex((row) => row.node.span.id === cursor);

  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const virtual = useVirtualRows(rows.length, scroller);

  const setWindow = (next: TimeWindow) => onZoom(showsAll(next, endMs) ? null : next);
  const track = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const pointer = useTrackPointer({ surface: scroller, track, line }, window, endMs, setWindow);
  const middle = (window.fromMs + window.toMs) / 2;
  const active = rows[at]?.node;
  // Keys zoom around the active span when it is in sight.
  const focusMs =
    active && active.startMs >= window.fromMs && active.startMs <= window.toMs
      ? Math.min((active.startMs + active.endMs) / 2, window.toMs)
      : middle;
  const changeZoom = (change: "in" | "out" | "all") =>
    change === "all"
      ? onZoom(null)
      : setWindow(zoomWindow(window, change === "in" ? 0.5 : 2, change === "in" ? focusMs : middle, endMs));

  const reveal = (index: number) => virtual.scrollToIndex(index, { align: "auto" });
  const moveTo = (index: number, open = false) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    onCursor(row.node.span.id, open);
    reveal(rows.indexOf(row));
  };
  const toggle = (id: string) =>
    setCollapsed((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const close = () => {
    const row = rows[at];
    if (row?.expanded) toggle(row.node.span.id);
    else if (row) moveTo(rows.findLastIndex((other, i) => i < at && other.level < row.level));
  };
  const openOrEnter = () => {
    const row = rows[at];
    if (row?.expanded === false) toggle(row.node.span.id);
    else if (row?.expanded) moveTo(at + 1);
  };
  const toRows = (move: () => void) => () => {
    scroller.current?.focus({ preventScroll: true });
    move();
  };

  useShortcut(
    { keys: "j", label: "Next span", group: GROUP },
    toRows(() => moveTo(at + 1)),
  );
  useShortcut(
    { keys: "k", label: "Previous span", group: GROUP },
    toRows(() => moveTo(at - 1)),
  );
  useShortcut({ keys: "h", label: "Close span, or go to its parent", group: GROUP }, toRows(close));
  useShortcut({ keys: "l", label: "Open span, or go to its first child", group: GROUP }, toRows(openOrEnter));
  useShortcut({ keys: "+", label: "Zoom in", group: GROUP }, () => changeZoom("in"));
  useShortcut({ keys: "=", label: "Zoom in", group: GROUP }, () => changeZoom("in"));
  useShortcut({ keys: "-", label: "Zoom out", group: GROUP }, () => changeZoom("out"));
  useShortcut({ keys: "0", label: "Show the whole trace", group: GROUP }, () => changeZoom("all"));
  useShortcut({ keys: "/", label: "Search within spans", group: GROUP }, () => search.current?.focus());

  const keys: Record<string, () => void> = {
    ArrowDown: () => moveTo(at + 1),
    ArrowUp: () => moveTo(at - 1),
    PageDown: () => moveTo(at + 20),
    PageUp: () => moveTo(at - 20),
    Home: () => moveTo(0),
    End: () => moveTo(rows.length - 1),
    Enter: () => moveTo(at, true),
    // While part of the trace is shown the arrows move along it; otherwise they open and close, as in any tree.
    ArrowLeft: () => (zoom ? setWindow(panWindow(window, -0.25, endMs)) : close()),
    ArrowRight: () => (zoom ? setWindow(panWindow(window, 0.25, endMs)) : openOrEnter()),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const run = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  };

  // A link to a span shows it, also deep down a long trace.
  const shownFor = useRef<string | null>(null);
  useEffect(() => {
    if (cursor === null || shownFor.current === cursor) return;
    const first = shownFor.current === null;
    shownFor.current = cursor;
    if (at >= 0) virtual.scrollToIndex(at, { align: first ? "center" : "auto" });
  }, [cursor, at, virtual]);

  return (
    <div className="flex h-full min-h-0 flex-col [--columns:clamp(132px,34%,320px)_minmax(0,1fr)_72px] max-md:[--columns:152px_minmax(0,1fr)_64px]">
      <TimelineToolbar
        search={search}
        query={query}
        onQuery={onQuery}
        onDone={toRows(() => found && moveTo(rows.findIndex((row) => found.matches.has(row.node.span.id))))}
        total={total}
        found={found?.matches.size ?? null}
        zoomed={zoom ? window : null}
        onZoom={changeZoom}
        anyOpen={parents.length === 0 ? null : parents.some((id) => !collapsed.has(id))}
        onOpenAll={(open) => setCollapsed(open ? new Set() : new Set(parents))}
      />
      {(total >= MINIMAP_FROM || zoom) && (
        <div className="grid grid-cols-(--columns) border-b border-line">
          <span />
          <TimelineMinimap tree={tree} window={window} onWindow={setWindow} />
        </div>
      )}
      <div className="relative flex min-h-0 flex-1 flex-col" {...pointer.handlers}>
        <div className="grid grid-cols-(--columns) border-b border-line">
          <span className="px-4 pt-1 text-xs text-ink-3 max-md:px-3">Span</span>
          <TimelineAxis window={window} />
          <span className="px-3 pt-1 text-right text-xs text-ink-3">Duration</span>
        </div>
        <div aria-hidden className="pointer-events-none absolute inset-0 grid grid-cols-(--columns)">
          <div ref={track} className="relative col-start-2 overflow-hidden">
            <div className="absolute inset-x-0 top-6 bottom-0">
              <TimelineGrid window={window} />
            </div>
          </div>
        </div>
        <div
          ref={scroller}
          role="tree"
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
                  faint={found !== null && !found.matches.has(id)}
                  top={item.start}
                  onSelect={() => onCursor(id, true)}
                  onToggle={() => toggle(id)}
                />
              );
            })}
          </div>
          {rows.length === 0 && (
            <EmptyState title={`No span matches “${searched}”`}>
              Search looks at names, kinds, models, services and ids.
            </EmptyState>
          )}
        </div>
        <div aria-hidden className="pointer-events-none absolute inset-0 z-10 grid grid-cols-(--columns)">
          <div className="relative col-start-2">
            {pointer.drawn && (
              <div
                className="absolute inset-y-0 border-x border-accent bg-accent-fill/12"
                style={{
                  left: `${pointer.drawn.from * 100}%`,
                  width: `${(pointer.drawn.to - pointer.drawn.from) * 100}%`,
                }}
              />
            )}
            <div ref={line} className="group/line absolute inset-y-0 w-px bg-accent-line opacity-0">
              <span className="tabular absolute top-0.5 left-0 rounded-s bg-accent-fill px-1 text-xs whitespace-nowrap text-on-accent group-data-late/line:right-0 group-data-late/line:left-auto" />
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

const rowId = (id: string | null): string => `span-${id}`;
