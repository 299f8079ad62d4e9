"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

import { isTyping, matchesKey } from "./match-key";

export interface Shortcut {
  /** One key as `event.key` says it ("j", "[", "?", "Enter", " "), or "mod+k" for ⌘ or Ctrl. */
  keys: string;
  /** What it does, for the list of all keys. */
  label: string;
  /** Heading in that list: "Everywhere", "List", "Replay". */
  group: string;
}

interface Registered extends Shortcut {
  run: (event: KeyboardEvent) => void;
}

let registered: readonly Registered[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Registered[]): void {
  registered = next;
  for (const listener of listeners) listener();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  // The latest registration wins: a page may take a key over from the shell while it is shown.
  const hit = registered.findLast(
    (s) => matchesKey(s.keys, event) && (s.keys.startsWith("mod+") || !isTyping(event.target)),
  );
  if (!hit) return;
  event.preventDefault();
  hit.run(event);
}

/** Binds a key while the component is mounted, and lists it under `?`. */
export function useShortcut(shortcut: Shortcut, run: (event: KeyboardEvent) => void, enabled = true): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const { keys, label, group } = shortcut;
  useEffect(() => {
    if (!enabled) return;
    const entry: Registered = { keys, label, group, run: (event) => latest.current(event) };
    if (registered.length === 0) window.addEventListener("keydown", onKeyDown);
    set([...registered, entry]);
    return () => {
      set(registered.filter((s) => s !== entry));
      if (registered.length === 0) window.removeEventListener("keydown", onKeyDown);
    };
  }, [keys, label, group, enabled]);
}

const NONE: readonly Shortcut[] = [];
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Every key that works now. */
export const useShortcutList = (): readonly Shortcut[] =>
  useSyncExternalStore(
    subscribe,
    () => registered,
    () => NONE,
  );
