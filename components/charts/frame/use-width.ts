"use client";

import { type RefCallback, useLayoutEffect, useState } from "react";

/** The width of an element in pixels, whole; 0 until it has been laid out. Beside it the element itself, for what is drawn over it. */
export function useWidth(): [RefCallback<HTMLElement>, width: number, HTMLElement | null] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, width, element];
}
