"use client";

import { useShellParams } from "./use-shell-params";
import { type ZoomStep, zoomOutOf } from "./zoom-steps";

/** Zooms of this ingest request, the newest last; the address alone decides what is shown. */
const steps: ZoomStep[] = [];

/**
 * What a chart of any page does with a range that was chosen in it: `<LineChart {...useZoom()} … />`. Each zoom is a step in the
 * browser's history. `onZoomOut` is there while the page shows two fixed ends.
 */
export function useZoom(): { onZoom: (from: number, to: number) => void; onZoomOut?: () => void } {
  const [view, setView] = useShellParams();
  const { range, from, to } = view;
  const onZoom = (start: number, end: number) => {
    steps.push({ before: { range, from, to }, from: start, to: end });
    void setView({ from: new Date(start), to: new Date(end), live: null });
  };
  if (!from || !to || from >= to) return { onZoom };
  return {
    onZoom,
    onZoomOut: () => {
      const before = zoomOutOf({ range, from, to }, steps, new Date());
      if (before) void setView(before);
    },
  };
}
