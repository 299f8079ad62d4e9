"use client";

import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";

import { bucketAt, endOf } from "../axis/buckets";
import { cursorAt } from "../cursor/cursor";
import { bucketHref, clip, type Covered } from "./bucket-href";
import { seriesAt } from "./find-series";
import type { DrawnSeries } from "./limit-series";
import type { PlotModel } from "./plot-model";

interface OpenOptions {
  model: PlotModel;
  series: readonly DrawnSeries[];
  covered: Covered | undefined;
  /** Traces of all series together. */
  href: string | undefined;
  onOpen: ((href: string, inNewTab: boolean) => void) | undefined;
  /** A double click zooms out: a single one waits until it is none. */
  doubleClicks: boolean;
}

/** Longer than this lies between two clicks that are not one double click. */
const DOUBLE_CLICK_MS = 250;

/** A bar, a point or a bucket leads to its traces: by a click, and by Enter where up and down choose the series. */
export function useOpen({ model, series, covered, href, onOpen, doubleClicks }: OpenOptions) {
  const [picked, setPicked] = useState<string>();
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const { columns, extents } = model.folded;
  const openable = series.filter((one) => one.href !== undefined);
  const own = openable.find(({ key }) => key === picked);

  function hrefAt(column: number, one: DrawnSeries | undefined): string | undefined {
    const to = one?.href ?? href;
    if (to === undefined) return undefined;
    const bucket = clip({ from: columns[column]!, to: endOf(columns, column) }, covered);
    const value = one === undefined ? undefined : extents[series.indexOf(one)]?.[column]?.high;
    return bucketHref(
      to,
      bucket,
      one?.atLeast === undefined || value === undefined ? undefined : { word: one.atLeast, value },
    );
  }
  function open(column: number, one: DrawnSeries | undefined, inNewTab: boolean, afterMs: number) {
    const to = hrefAt(column, one);
    if (to === undefined) return;
    clearTimeout(waiting.current);
    if (afterMs === 0) onOpen?.(to, inNewTab);
    else waiting.current = setTimeout(() => onOpen?.(to, inNewTab), afterMs);
  }
  if (!onOpen || (openable.length === 0 && href === undefined)) return undefined;
  return {
    /** By keys, where there is a choice. */
    picked: own?.key,
    /** @param up how far up the plot, 0 to 1 */
    onClick: (column: number, up: number, event: PointerEvent) => {
      const top = model.ticks.at(-1)!;
      const index = seriesAt(model.folded, column, up * top);
      const one = index === undefined ? undefined : series[index];
      const inNewTab = event.ctrlKey || event.metaKey;
      open(column, one?.href === undefined ? undefined : one, inNewTab, doubleClicks ? DOUBLE_CLICK_MS : 0);
    },
    onDoubleClick: () => clearTimeout(waiting.current),
    /** @returns whether the key was one of these */
    onKeyDown: (event: KeyboardEvent, cursorId: string): boolean => {
      const at = cursorAt(cursorId);
      const column = at === null ? undefined : bucketAt(columns, at);
      if (column === undefined || event.altKey || event.shiftKey) return false;
      if (event.key === "Enter") {
        const only = openable.length === 1 && href === undefined ? openable[0] : own;
        open(
          column,
          only ?? (href === undefined ? openable[0] : undefined),
          event.ctrlKey || event.metaKey,
          0,
        );
        return true;
      }
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined || openable.length < 2) return false;
      const now = own === undefined ? (step > 0 ? -1 : openable.length) : openable.indexOf(own);
      setPicked(openable[Math.max(0, Math.min(openable.length - 1, now + step))]!.key);
      return true;
    },
  };
}
