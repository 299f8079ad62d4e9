"use client";

import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";

import { clampWindow, momentLabel, panWindow, type TimeWindow, widthOf, zoomWindow } from "./time-window";

/** Pixels before a press becomes a drag: a hand on a trackpad trembles. */
const DRAG_FROM = 5;

interface TrackElements {
  /** Listens to the wheel. */
  surface: RefObject<HTMLElement | null>;
  /** The element over all tracks: their left and right edge. */
  track: RefObject<HTMLElement | null>;
  /** The line under the pointer and the label in it; moved without drawing React anew. */
  line: RefObject<HTMLElement | null>;
}

export interface TrackPointer {
  /** The part being drawn, as shares of the track. */
  drawn: { from: number; to: number } | null;
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    onPointerLeave: () => void;
    onClickCapture: (event: React.MouseEvent) => void;
  };
}

/** The pointer over the tracks: a line with its moment, a drag that zooms, Ctrl and wheel that zoom around it. */
export function useTrackPointer(
  { surface, track, line }: TrackElements,
  window: TimeWindow,
  endMs: number,
  onWindow: (window: TimeWindow) => void,
): TrackPointer {
  const pressed = useRef<number | null>(null);
  const dragged = useRef(false);
  const [drawn, setDrawn] = useState<TrackPointer["drawn"]>(null);

  const shareAt = (clientX: number): number => {
    const { left, width } = track.current!.getBoundingClientRect();
    return (clientX - left) / width;
  };

  useWheelZoom(surface, shareAt, window, endMs, onWindow);

  const hideLine = () => line.current?.style.setProperty("opacity", "0");
  return {
    drawn,
    handlers: {
      onPointerDown: (event) => {
        dragged.current = false;
        // Touch scrolls; only a pointer draws.
        if (event.button !== 0 || event.pointerType === "touch") return;
        const share = shareAt(event.clientX);
        pressed.current = share >= 0 && share <= 1 ? share : null;
      },
      onPointerMove: (event) => {
        const share = shareAt(event.clientX);
        const inside = share >= 0 && share <= 1;
        line.current?.style.setProperty("opacity", inside ? "1" : "0");
        line.current?.style.setProperty("left", `${share * 100}%`);
        line.current?.toggleAttribute("data-late", share > 0.85);
        line.current?.firstElementChild?.replaceChildren(
          momentLabel(window.fromMs + share * widthOf(window), window),
        );
        if (pressed.current === null) return;
        const width = track.current!.clientWidth;
        if (!dragged.current && Math.abs(share - pressed.current) * width < DRAG_FROM) return;
        if (!dragged.current) event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = true;
        const to = Math.min(1, Math.max(0, share));
        setDrawn({ from: Math.min(pressed.current, to), to: Math.max(pressed.current, to) });
      },
      onPointerUp: () => {
        pressed.current = null;
        if (!drawn) return;
        setDrawn(null);
        const width = widthOf(window);
        onWindow(
          clampWindow(
            { fromMs: window.fromMs + drawn.from * width, toMs: window.fromMs + drawn.to * width },
            endMs,
          ),
        );
      },
      onPointerLeave: hideLine,
      onClickCapture: (event) => {
        // The click that ends a drag selects nothing.
        if (dragged.current) event.stopPropagation();
      },
    },
  };
}

/** Ctrl and wheel zoom around the pointer, a wheel turned sideways moves along the trace. */
function useWheelZoom(
  surface: RefObject<HTMLElement | null>,
  shareAt: (clientX: number) => number,
  window: TimeWindow,
  endMs: number,
  onWindow: (window: TimeWindow) => void,
) {
  const wheel = useRef<(event: WheelEvent) => void>(() => {});
  useEffect(() => {
    wheel.current = (event) => {
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const moment = window.fromMs + shareAt(event.clientX) * widthOf(window);
        onWindow(
          zoomWindow(window, Math.exp(Math.max(-80, Math.min(80, event.deltaY)) / 200), moment, endMs),
        );
      } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        event.preventDefault();
        onWindow(panWindow(window, sideways / 800, endMs));
      }
    };
  });
  useEffect(() => {
    // React listens passively; a page must not zoom while the timeline does.
    const element = surface.current;
    const listen = (event: WheelEvent) => wheel.current(event);
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, [surface]);
}
