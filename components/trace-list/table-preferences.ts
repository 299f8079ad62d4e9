"use client";

import { useCallback, useSyncExternalStore } from "react";

const KEY = "recount.traces.table";

export interface TablePreferences {
  columns: string[] | null;
  compact: boolean;
  /** Null: as they stand usually. */
  order: string[] | null;
  /** Pixels, of columns that were drawn wider or narrower. */
  sizes: Record<string, number>;
  /** The trace's name stays in sight at the left. */
  pinned: boolean;
}

export const USUAL: TablePreferences = {
  columns: null,
  compact: false,
  order: null,
  sizes: {},
  pinned: false,
};
const listeners = new Set<() => void>();
let read: { text: string | null; value: TablePreferences } = { text: null, value: USUAL };

/** What somebody else or an older version wrote there is not trusted. */
function snapshot(): TablePreferences {
  const text = localStorage.getItem(KEY);
  if (text === read.text) return read.value;
  read = { text, value: parsePreferences(text) };
  return read.value;
}

export function parsePreferences(text: string | null): TablePreferences {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (typeof value !== "object" || value === null) return USUAL;
    const { columns, compact, order, sizes, pinned } = value as Record<string, unknown>;
    return {
      columns: texts(columns),
      compact: compact === true,
      order: texts(order),
      sizes: widths(sizes),
      pinned: pinned === true,
    };
  } catch {
    return USUAL;
  }
}

const texts = (value: unknown): string[] | null =>
  Array.isArray(value) ? value.filter((name) => typeof name === "string") : null;

const widths = (value: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.entries(typeof value === "object" && value !== null ? value : {}).filter(
      (entry): entry is [string, number] => Number.isFinite(entry[1]) && entry[1] > 0,
    ),
  );

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** Columns and row height as this browser remembers them. */
export function useTablePreferences(): [TablePreferences, (change: Partial<TablePreferences>) => void] {
  const value = useSyncExternalStore(subscribe, snapshot, () => USUAL);
  const change = useCallback((next: Partial<TablePreferences>) => {
    localStorage.setItem(KEY, JSON.stringify({ ...snapshot(), ...next }));
    for (const listener of listeners) listener();
  }, []);
  return [value, change];
}
