"use client";

import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

const Zone = createContext("UTC");
const never = () => () => {};

interface TimeZoneProviderProps {
  /** Wins over the browser's own: what the address asks for. */
  zone?: string | undefined;
  /** What the server takes for the viewer's zone. */
  fallback?: string;
  children: ReactNode;
}

/**
 * The zone in which times are written. Where the server does not know the viewer's, it writes UTC, says so, and the browser
 * rewrites the times once it has taken over; a zone is always shown, so neither form can be misread.
 */
export function TimeZoneProvider({ zone, fallback = "UTC", children }: TimeZoneProviderProps) {
  const local = useBrowserZone(fallback);
  return <Zone value={zone ?? local}>{children}</Zone>;
}

/** The browser's own zone; while the server's markup is taken over, `fallback`. */
export const useBrowserZone = (fallback: string): string =>
  useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => fallback,
  );

/** An IANA name, such as "Europe/Berlin". */
export const useTimeZone = (): string => useContext(Zone);
