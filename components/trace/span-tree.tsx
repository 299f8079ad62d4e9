"use client";

import { CircleAlert } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { cn } from "@/components/ui/cn";
import { KindDot } from "@/components/ui/kind-dot";

import { shownName } from "@/lib/model/shown-name";

import { timelineRows } from "./timeline-rows";
import type { TimelineTree } from "./timeline-tree";
import { ROW_HEIGHT, useVirtualRows } from "@/components/ui/use-virtual-rows";

const NOTHING_CLOSED = { collapsed: new Set<string>() };

interface SpanTreeProps {
  tree: TimelineTree;
  cursor: string | null;
  onCursor: (id: string, open: boolean) => void;
}

/** All spans as a plain tree, to choose one of them. */
export function SpanTree({ tree, cursor, onCursor }: SpanTreeProps) {
  const rows = useMemo(() => timelineRows(tree.roots, NOTHING_CLOSED), [tree]);
  const at = rows.findIndex((row) => row.node.span.id === cursor);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows(rows.length, scroller);
  const moveTo = (index: number, open = false) => {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[to];
    if (!row) return;
    scroller.current?.focus({ preventScroll: true });
    onCursor(row.node.span.id, open);
    virtual.scrollToIndex(to);
  };
  useShortcut({ keys: "j", label: "Next span", group: "Spans" }, () => moveTo(at + 1));
  useShortcut({ keys: "k", label: "Previous span", group: "Spans" }, () => moveTo(at - 1));
  const keys: Record<string, () => void> = {
    ArrowDown: () => moveTo(at + 1),
    ArrowUp: () => moveTo(at - 1),
    Home: () => moveTo(0),
    End: () => moveTo(rows.length - 1),
    Enter: () => moveTo(at, true),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const run = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  };
  const items = virtual.getVirtualItems();
  return (
    <div
      ref={scroller}
      role="tree"
      aria-label="Spans"
      tabIndex={0}
      aria-activedescendant={items.some((item) => item.index === at) ? `raw-${cursor}` : undefined}
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto -outline-offset-2"
    >
      <div role="none" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const { node, level, position, siblings } = rows[item.index]!;
          const { span } = node;
          const selected = span.id === cursor;
          return (
            <div
              key={span.id}
              id={`raw-${span.id}`}
              role="treeitem"
              aria-level={level}
              aria-posinset={position}
              aria-setsize={siblings}
              aria-selected={selected}
              aria-expanded={node.children.length > 0 ? true : undefined}
              onClick={() => onCursor(span.id, true)}
              style={{
                transform: `translateY(${item.start}px)`,
                height: ROW_HEIGHT,
                paddingLeft: 16 + Math.min(level - 1, 12) * 14,
              }}
              className={cn(
                "absolute inset-x-0 top-0 flex cursor-default items-center gap-1.5 border-b border-line pr-3 text-s",
                selected ? "bg-accent-soft shadow-[inset_2px_0_var(--accent-fill)]" : "hover:bg-hover",
              )}
            >
              <KindDot kind={span.kind} />
              <span className="truncate" title={span.name}>
                {shownName(span.name)}
              </span>
              {span.failed && <CircleAlert aria-label="failed" className="size-3 shrink-0 text-bad" />}
            </div>
          );
        })}
      </div>
    </div>
  );
}
