"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";

import { TimeZoneProvider, useBrowserZone } from "@/components/ui/time-zone";

import { useShellParams } from "./use-shell-params";

interface ViewerZoneProps {
  /** The zone that the server made this page in, unless the address asks for another. */
  server: string;
  children: ReactNode;
}

/**
 * The zone of the console's pages: the word `tz` of the address, else the browser's own. A browser that has moved since its last
 * page has told the server by now (ZONE_SCRIPT), so the page is made once more with the days of the new place.
 */
export function ViewerZone({ server, children }: ViewerZoneProps) {
  const [{ tz }] = useShellParams();
  const router = useRouter();
  const local = useBrowserZone(server);
  const moved = tz === null && local !== server;
  useEffect(() => {
    if (moved) router.refresh();
  }, [moved, router]);
  return (
    <TimeZoneProvider zone={tz ?? undefined} fallback={server}>
      {children}
    </TimeZoneProvider>
  );
}
