"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

export const ROW_HEIGHT = 28;

/** Of many rows of one height, those in sight and a few around them. */
export function useVirtualRows(count: number, scroller: RefObject<HTMLElement | null>) {
  // The compiler leaves this hook alone, as it should: the virtualizer is one object that changes.
  // oxlint-disable-next-line react/incompatible-library
  return useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    // What the server draws before the height of the window is known.
    initialRect: { width: 1000, height: 700 },
  });
}
