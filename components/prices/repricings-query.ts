import { queryOptions } from "@tanstack/react-query";

import { fetchJson } from "@/lib/http/fetch-json";
import { type Repricing, UNDER_WAY } from "@/lib/cost/reprice/repricing";

/** Previews and repricings; asked every second while one is under way. */
export const repricingsQuery = (slug: string, initial: Repricing[]) =>
  queryOptions({
    queryKey: ["repricings", slug],
    queryFn: async ({ signal }) => {
      const path = `/api/console/${encodeURIComponent(slug)}/prices/repricings`;
      return (await fetchJson<{ repricings: Repricing[] }>(path, signal)).repricings;
    },
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.some((one) => UNDER_WAY.includes(one.state)) ? 1000 : false),
    staleTime: 0,
  });
