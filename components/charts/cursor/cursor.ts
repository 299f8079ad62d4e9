"use client";

import { useCallback, useSyncExternalStore } from "react";

/** The moment that is pointed at, shared by all charts that carry the same id, whatever their buckets. */
interface Cursor {
  at: number | null;
  listeners: Set<() => void>;
}

const cursors = new Map<string, Cursor>();

/** Moves the cursor of all charts with this id; null takes it away. Epoch milliseconds. */
export function moveCursor(id: string, at: number | null): void {
  const cursor = cursors.get(id);
  if (!cursor || cursor.at === at) return;
  cursor.at = at;
  for (const listener of cursor.listeners) listener();
}

/** Where the cursor stands now, for handlers of events. */
export const cursorAt = (id: string): number | null => cursors.get(id)?.at ?? null;

function listen(id: string, listener: () => void): () => void {
  let cursor = cursors.get(id);
  if (!cursor) cursors.set(id, (cursor = { at: null, listeners: new Set() }));
  cursor.listeners.add(listener);
  return () => {
    cursor.listeners.delete(listener);
    if (cursor.listeners.size === 0) cursors.delete(id);
  };
}

/** Where the cursor stands; only what calls this is drawn anew when it moves. */
export function useCursor(id: string): number | null {
  const subscribe = useCallback((listener: () => void) => listen(id, listener), [id]);
  return useSyncExternalStore(
    subscribe,
    () => cursorAt(id),
    () => null,
  );
}
