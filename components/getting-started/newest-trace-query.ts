import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";

const Answer = z.object({
  trace: z.object({ traceId: z.string(), name: z.string(), startedAt: z.string() }).nullable(),
});

/** Asked every second while the page is in sight: the first trace is worth not waiting for. */
export const newestTraceQuery = (projectSlug: string) =>
  queryOptions({
    queryKey: ["newest-trace", projectSlug],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/console/${encodeURIComponent(projectSlug)}/newest-trace`, {
        signal,
      });
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      return Answer.parse(await response.json()).trace;
    },
    refetchInterval: 1000,
    staleTime: 0,
    gcTime: 0,
  });
