"use client";

import { useSyncExternalStore } from "react";

/** How what was said is shown: as it is meant to be read, as the text that it is, as the message that was sent. */
export const READINGS = ["rendered", "text", "json"] as const;
export type Reading = (typeof READINGS)[number];

const KEY = "recount-reading";
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function stored(): Reading {
  try {
    return READINGS.find((one) => one === localStorage.getItem(KEY)) ?? "rendered";
  } catch {
    return "rendered";
  }
}

/** Remembered in this browser, the same in all that is shown. */
export const useReading = (): Reading => useSyncExternalStore(subscribe, stored, () => "rendered");

export function setReading(reading: Reading): void {
  try {
    localStorage.setItem(KEY, reading);
  } catch {
    // A browser that keeps nothing shows what it shows.
  }
  for (const listener of listeners) listener();
}
