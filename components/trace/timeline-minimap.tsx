"use client";

import { type PointerEvent, useMemo, useRef } from "react";

import { KIND_LOOK } from "@/components/ui/kind-dot";

import type { Emphasized } from "./emphasize";
import { MINIMAP, minimapPaths, spentLine } from "./minimap-paths";
import { clampWindow, type TimeWindow, widthOf } from "./time-window";
import type { TimelineTree } from "./timeline-tree";

interface MinimapProps {
  tree: TimelineTree;
  window: TimeWindow;
  onWindow: (window: TimeWindow) => void;
  /** What is drawn in its colour; null: everything. */
  emphasized: Emphasized | null;
}

/** The whole trace in one strip, the part that is shown bright; a drag moves it. The keys of the timeline do the same. */
export function TimelineMinimap({ tree, window, onWindow, emphasized }: MinimapProps) {
  const { endMs } = tree;
  const paths = useMemo(() => {
    const strong = emphasized?.strengths;
    const drawn = [...minimapPaths(tree.roots, endMs, strong && ((id) => strong.has(id)))];
    return drawn.toSorted(([a], [b]) => Number(b === "faint") - Number(a === "faint"));
  }, [tree, endMs, emphasized]);
  const spent = useMemo(() => spentLine(emphasized?.spent ?? [], endMs), [emphasized, endMs]);
  const box = useRef<HTMLDivElement>(null);
  const grip = useRef<number | null>(null);
  const [from, to] = [(window.fromMs / endMs) * 100, (window.toMs / endMs) * 100];

  const momentAt = (event: PointerEvent): number => {
    const { left, width } = box.current!.getBoundingClientRect();
    return ((event.clientX - left) / width) * endMs;
  };
  const moveTo = (ms: number) => {
    const fromMs = ms - (grip.current ?? 0);
    onWindow(clampWindow({ fromMs, toMs: fromMs + widthOf(window) }, endMs));
  };
  return (
    <div
      ref={box}
      aria-hidden
      className="relative h-10 cursor-grab touch-none overflow-hidden bg-surface active:cursor-grabbing"
      onPointerDown={(event) => {
        const ms = momentAt(event);
        const inside = ms >= window.fromMs && ms <= window.toMs;
        grip.current = inside ? ms - window.fromMs : widthOf(window) / 2;
        event.currentTarget.setPointerCapture(event.pointerId);
        moveTo(ms);
      }}
      onPointerMove={(event) => grip.current !== null && moveTo(momentAt(event))}
      onPointerUp={() => (grip.current = null)}
      onPointerCancel={() => (grip.current = null)}
    >
      <svg
        viewBox={`0 0 ${MINIMAP.width} ${MINIMAP.height}`}
        preserveAspectRatio="none"
        className="absolute inset-0 size-full"
      >
        {paths.map(([colour, d]) => (
          <path
            key={colour}
            d={d}
            stroke={
              colour === "faint"
                ? "var(--line-strong)"
                : colour === "failed"
                  ? "var(--bad-fill)"
                  : KIND_LOOK[colour].color
            }
            strokeWidth={colour === "failed" ? 2 : 1}
            vectorEffect="non-scaling-stroke"
            opacity={colour === "agent" || colour === "workflow" ? 0.45 : 1}
          />
        ))}
        {spent !== "" && (
          <path
            d={spent}
            fill="none"
            stroke="var(--ink)"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      <div className="absolute inset-y-0 left-0 bg-page/75" style={{ width: `${from}%` }} />
      <div className="absolute inset-y-0 right-0 bg-page/75" style={{ width: `${100 - to}%` }} />
      <div
        className="absolute inset-y-0 border-x-2 border-accent-fill"
        style={{ left: `${from}%`, width: `${to - from}%` }}
      />
    </div>
  );
}
