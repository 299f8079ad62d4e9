"use client";

import { useCallback, useSyncExternalStore } from "react";

const KEY = "recount.traces.table";

export interface TablePreferences {
  columns: string[] | null;
  compact: boolean;
}

const USUAL: TablePreferences = { columns: null, compact: false };
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
    const { columns, compact } = value as { columns?: unknown; compact?: unknown };
    return {
      columns: Array.isArray(columns) ? columns.filter((name) => typeof name === "string") : null,
      compact: compact === true,
    };
  } catch {
    return USUAL;
  }
}

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
