"use client";

import { useRouter } from "next/navigation";

import { useShellParams } from "./use-shell-params";
import { type ZoomStep, zoomOutOf } from "./zoom-steps";

/** Zooms of this ingest request, the newest last; the address alone decides what is shown. */
const steps: ZoomStep[] = [];

interface Zoom {
  onZoom: (from: number, to: number) => void;
  onZoomOut?: () => void;
  onOpen: (href: string, inNewTab: boolean) => void;
}

/**
 * What a chart of any page does with a range that was chosen in it, and with a bucket that is opened:
 * `<LineChart {...useZoom()} … />`. Each zoom is a step in the browser's history. `onZoomOut` is there while the page shows two fixed ends.
 */
export function useZoom(): Zoom {
  const [view, setView] = useShellParams();
  const router = useRouter();
  const onOpen = (href: string, inNewTab: boolean) => {
    if (inNewTab) window.open(href, "_blank", "noopener");
    else router.push(href);
  };
  const { range, from, to } = view;
  const onZoom = (start: number, end: number) => {
    steps.push({ before: { range, from, to }, from: start, to: end });
    void setView({ from: new Date(start), to: new Date(end), live: null });
  };
  if (!from || !to || from >= to) return { onZoom, onOpen };
  return {
    onZoom,
    onOpen,
    onZoomOut: () => {
      const before = zoomOutOf({ range, from, to }, steps, new Date());
      if (before) void setView(before);
    },
  };
}
