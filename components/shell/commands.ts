"use client";

import type { LucideIcon } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";

/** Something the palette can do. */
export interface Command {
  id: string;
  label: string;
  /** Heading: "Go to", "Filter", "Project", "This trace". */
  group: string;
  icon?: LucideIcon;
  /** Other words one might type. */
  keywords?: readonly string[];
  hint?: string;
  /** One of the two. */
  href?: string;
  run?: () => void;
}

let sources: readonly (readonly Command[])[] = [];
const listeners = new Set<() => void>();
function set(next: readonly (readonly Command[])[]): void {
  sources = next;
  for (const listener of listeners) listener();
}

/** Offers commands in the palette while the component is mounted. Memoise the list. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    set([...sources, commands]);
    return () => set(sources.filter((s) => s !== commands));
  }, [commands]);
}

const NONE: readonly (readonly Command[])[] = [];
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All commands offered now, the page's own first. */
export const useCommandList = (): readonly Command[] =>
  useSyncExternalStore(
    subscribe,
    () => sources,
    () => NONE,
  )
    .toReversed()
    .flat();
