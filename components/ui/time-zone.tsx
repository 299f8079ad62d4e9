"use client";

import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

const Zone = createContext("UTC");
const never = () => () => {};

/**
 * The zone in which times are written. The server does not know the viewer's, so it writes UTC, says so, and the browser
 * rewrites the times once it has taken over; a zone is always shown, so neither form can be misread.
 */
export function TimeZoneProvider({ zone, children }: { zone?: string; children: ReactNode }) {
  const local = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
  return <Zone value={zone ?? local}>{children}</Zone>;
}

/** An IANA name, such as "Europe/Berlin". */
export const useTimeZone = (): string => useContext(Zone);
