"use client";

import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";

import { bucketAt, middleOf, spanOf } from "../axis/buckets";
import { type Cell, cornersOf, walkCells, within } from "./cells";
import { cursorAt, moveCursor } from "./cursor";

/** Where columns and rows are drawn within the element that listens, pixels. */
export interface PlotBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface PointerOptions {
  /** Starts of the columns, epoch ms. */
  times: readonly number[];
  rowCount?: number;
  /** By default the whole element. */
  plot?: PlotBox;
  syncId?: string | undefined;
  /** Called with the first and the last chosen cell, both included. Without it nothing can be chosen. */
  onChoose?: ((first: Cell, last: Cell) => void) | undefined;
  /** Called when a cell is clicked; `up` is how far up the plot, 0 to 1. By touch the first tap points, the next one clicks. */
  onClick?: ((cell: Cell, up: number, event: PointerEvent) => void) | undefined;
  /** Called when a choice may be taken back: by a click, or by Escape. */
  onCancel?: (() => void) | undefined;
  onZoomOut?: (() => void) | undefined;
  /** The row at which keys begin. */
  firstRow?: (column: number) => number;
}

/** A press that moves less is a click. */
const CLICK_PX = 4;

/**
 * Pointing at, dragging over and walking through the columns and rows of a drawing. By keys, arrows walk, shift and arrows choose,
 * Enter takes what is chosen, Backspace zooms out, Escape takes it back.
 */
export function usePointer(options: PointerOptions) {
  const { times, rowCount = 1, plot, syncId, onChoose, onClick, onCancel, onZoomOut } = options;
  const { firstRow = () => 0 } = options;
  const own = useId();
  const cursorId = syncId ?? own;
  const [pointed, setPointed] = useState<"pointer" | "keys">();
  const [row, setRow] = useState(0);
  const [ends, setEnds] = useState<{ anchor: Cell; head: Cell; drag: boolean }>();
  const press = useRef<
    { x: number; y: number; cell: Cell; held: boolean; pointedBefore: boolean } | undefined
  >(undefined);
  const chosen = ends && cornersOf(ends.anchor, ends.head);

  const placeOf = (event: PointerEvent): { cell: Cell; up: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    const { x, y, width, height } = plot ?? { x: 0, y: 0, width: box.width, height: box.height };
    const along = Math.max(0, Math.min((event.clientX - box.left - x) / width, 1 - 1e-9));
    const [from, to] = spanOf(times);
    const up = 1 - (event.clientY - box.top - y) / height;
    const cell = {
      column: bucketAt(times, from + along * (to - from)) ?? 0,
      row: within(Math.floor(up * rowCount), rowCount),
    };
    return { cell, up };
  };
  const cellAt = (event: PointerEvent): Cell => placeOf(event).cell;
  function pointAt(cell: Cell, by: "pointer" | "keys") {
    setPointed(by);
    setRow(cell.row);
    moveCursor(cursorId, middleOf(times, cell.column));
  }
  function leave() {
    setPointed(undefined);
    moveCursor(cursorId, null);
  }
  function clear() {
    setEnds(undefined);
    press.current = undefined;
  }

  function onKeyDown(event: KeyboardEvent) {
    if (times.length === 0 || event.metaKey || event.ctrlKey || event.altKey) return;
    const cursor = cursorAt(cursorId);
    const column = cursor === null ? undefined : bucketAt(times, cursor);
    const now = column === undefined ? undefined : { column, row: pointed ? row : firstRow(column) };
    const target = walkCells(event.key, now, { columns: times.length, rows: rowCount, firstRow });
    if (target) {
      pointAt(target, "keys");
      setEnds(
        event.shiftKey && onChoose
          ? { anchor: ends?.anchor ?? now ?? target, head: target, drag: false }
          : undefined,
      );
    } else if (event.key === "Enter" && onChoose && (chosen || (rowCount > 1 && now))) {
      clear();
      onChoose(...(chosen ?? [now!, now!]));
    } else if (event.key === "Escape" && (ends || now || onCancel)) {
      clear();
      leave();
      onCancel?.();
    } else if (event.key === "Backspace" && onZoomOut) onZoomOut();
    else return;
    event.preventDefault();
  }
  return {
    cursorId,
    /** How it is pointed at; undefined where the cursor comes from another chart. */
    pointed,
    row,
    chosen,
    /** While the pointer draws a range, values under it are in the way. */
    dragging: ends?.drag === true,
    handlers: {
      onKeyDown,
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0 || !(onChoose || onClick)) return;
        // Names of marks are links of their own.
        if (event.target instanceof Element && event.target.closest("a")) return;
        const cell = cellAt(event);
        const cursor = cursorAt(cursorId);
        const pointedBefore = cursor !== null && bucketAt(times, cursor) === cell.column;
        press.current = { x: event.clientX, y: event.clientY, cell, held: false, pointedBefore };
        setEnds(undefined);
      },
      onPointerMove: (event: PointerEvent) => {
        const cell = cellAt(event);
        pointAt(cell, "pointer");
        const start = press.current;
        if (!start || !onChoose) return;
        const moved = [event.clientX - start.x, rowCount > 1 ? event.clientY - start.y : 0] as const;
        if (!start.held && Math.hypot(...moved) < CLICK_PX) return;
        // Held only from here on: a press that does not move belongs to the link under it.
        if (!start.held) event.currentTarget.setPointerCapture(event.pointerId);
        start.held = true;
        setEnds({ anchor: start.cell, head: cell, drag: true });
      },
      onPointerUp: (event: PointerEvent) => {
        const held = press.current?.held && chosen;
        const clicked = press.current && !press.current.held ? press.current : undefined;
        clear();
        if (held) onChoose?.(...held);
        else if (clicked && onClick && (event.pointerType !== "touch" || clicked.pointedBefore))
          onClick(clicked.cell, placeOf(event).up, event);
        else if (clicked) onCancel?.();
      },
      onPointerCancel: clear,
      onPointerLeave: () => {
        leave();
        if (!press.current?.held) press.current = undefined;
      },
      onDoubleClick: () => onZoomOut?.(),
      onBlur: () => {
        if (pointed !== "keys") return;
        leave();
        setEnds(undefined);
      },
    },
  };
}

export type Pointer = ReturnType<typeof usePointer>;
