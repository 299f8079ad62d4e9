"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";

import { TimeZoneProvider } from "@/components/ui/time-zone";
import { Toaster } from "@/components/ui/toaster";
import { TooltipLayer } from "@/components/ui/tooltip-layer";

// The policy of pages lets nobody make code of text; zod tries, unless it is told before it is loaded that it would be in vain.
if (typeof window !== "undefined")
  (globalThis as { __zod_globalConfig?: object }).__zod_globalConfig ??= { jitless: true };

/** What every page stands on: fetched data, URL state, the viewer's zone, tooltips and toasts. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // Pages decide when data grows old (live or paused); coming back to the tab must not move the numbers by itself.
          queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: 1 },
        },
      }),
  );
  return (
    <NuqsAdapter>
      <QueryClientProvider client={client}>
        <TimeZoneProvider>{children}</TimeZoneProvider>
        <TooltipLayer />
        <Toaster />
      </QueryClientProvider>
    </NuqsAdapter>
  );
}
