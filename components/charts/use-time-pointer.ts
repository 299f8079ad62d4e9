"use client";

import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";

import { cursorAt, moveCursor } from "./cursor";
import { type TimeScale, bucketAt, endOf } from "./time-scale";

interface TimePointerOptions {
  /** Starts of what is drawn, epoch ms. */
  times: readonly number[];
  scale: TimeScale;
  syncId: string | undefined;
  onZoom: ((from: number, to: number) => void) | undefined;
  onZoomOut: (() => void) | undefined;
}

/** Indices of the first and the last chosen column. */
type Chosen = readonly [number, number];

/** A press that moves less is a click. */
const CLICK_PX = 4;

/**
 * Pointing at, dragging over and walking through columns of time. A drag zooms when let go; by keys, arrows walk, shift and arrows
 * choose, Enter zooms, Backspace zooms out, Escape chooses nothing.
 */
export function useTimePointer({ times, scale, syncId, onZoom, onZoomOut }: TimePointerOptions) {
  const own = useId();
  const cursorId = syncId ?? own;
  const [ends, setEnds] = useState<{ anchor: number; head: number }>();
  const [held, setHeld] = useState(false);
  const [pointed, setPointed] = useState<"pointer" | "keys">();
  const press = useRef<{ x: number; index: number } | undefined>(undefined);
  const chosen: Chosen | undefined = ends && [
    Math.min(ends.anchor, ends.head),
    Math.max(ends.anchor, ends.head),
  ];

  const indexAt = (event: PointerEvent) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const index = bucketAt(
      times,
      scale.at(Math.max(scale.left, Math.min(x, scale.left + scale.width - 0.01))),
    );
    return { x, index: index ?? 0 };
  };
  const middle = (index: number) => (times[index]! + endOf(times, index)) / 2;
  const zoom = ([first, last]: Chosen) => onZoom?.(times[first]!, endOf(times, last));
  const clear = () => {
    setEnds(undefined);
    setHeld(false);
    press.current = undefined;
  };

  function onKeyDown(event: KeyboardEvent) {
    if (times.length === 0 || event.metaKey || event.ctrlKey || event.altKey) return;
    const cursor = cursorAt(cursorId);
    const now = cursor === null ? undefined : bucketAt(times, cursor);
    const last = times.length - 1;
    const target = {
      ArrowLeft: now === undefined ? last : Math.max(0, now - 1),
      ArrowRight: now === undefined ? 0 : Math.min(last, now + 1),
      Home: 0,
      End: last,
    }[event.key];
    if (target !== undefined) {
      moveCursor(cursorId, middle(target));
      setPointed("keys");
      setEnds(event.shiftKey && onZoom ? { anchor: ends?.anchor ?? now ?? target, head: target } : undefined);
    } else if (event.key === "Enter" && chosen) {
      clear();
      zoom(chosen);
    } else if (event.key === "Escape" && (chosen || cursor !== null)) {
      clear();
      moveCursor(cursorId, null);
      setPointed(undefined);
    } else if (event.key === "Backspace" && onZoomOut) onZoomOut();
    else return;
    event.preventDefault();
  }

  return {
    cursorId,
    pointed,
    chosen,
    /** While the pointer draws a range, values under it are in the way. */
    dragging: held && chosen !== undefined,
    onKeyDown,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0 || !onZoom) return;
        press.current = indexAt(event);
        setEnds(undefined);
      },
      onPointerMove: (event: PointerEvent) => {
        const { x, index } = indexAt(event);
        if (pointed !== "pointer") setPointed("pointer");
        moveCursor(cursorId, middle(index));
        if (!press.current || Math.abs(x - press.current.x) < CLICK_PX) return;
        // Held only from here on: a press that does not move belongs to the link under it.
        if (!held) event.currentTarget.setPointerCapture(event.pointerId);
        setHeld(true);
        setEnds({ anchor: press.current.index, head: index });
      },
      onPointerUp: () => {
        if (held && chosen) zoom(chosen);
        clear();
      },
      onPointerCancel: clear,
      onPointerLeave: () => {
        moveCursor(cursorId, null);
        setPointed(undefined);
        if (!held) press.current = undefined;
      },
      onDoubleClick: () => onZoomOut?.(),
      onBlur: () => {
        if (pointed !== "keys") return;
        moveCursor(cursorId, null);
        setPointed(undefined);
        setEnds(undefined);
      },
    },
  };
}
