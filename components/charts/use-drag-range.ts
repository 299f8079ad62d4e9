"use client";

import { useState } from "react";

interface DragRange {
  /** The two ends in time order while dragging. */
  range: readonly [number, number] | undefined;
  start: (at: number | undefined) => void;
  move: (at: number | undefined) => void;
  end: () => void;
  cancel: () => void;
}

/** Drag over buckets to choose a range: their starts in, both ends out, the last bucket included. A click chooses nothing. */
export function useDragRange(
  bucketMs: number,
  onZoom: ((from: number, to: number) => void) | undefined,
): DragRange {
  const [ends, setEnds] = useState<{ from: number; to: number }>();
  const range =
    ends && ends.from !== ends.to
      ? ([Math.min(ends.from, ends.to), Math.max(ends.from, ends.to)] as const)
      : undefined;
  return {
    range,
    start: (at) => {
      if (onZoom && at !== undefined) setEnds({ from: at, to: at });
    },
    move: (at) => {
      if (ends && at !== undefined && at !== ends.to) setEnds({ ...ends, to: at });
    },
    end: () => {
      if (range) onZoom?.(range[0], range[1] + bucketMs);
      setEnds(undefined);
    },
    cancel: () => setEnds(undefined),
  };
}
