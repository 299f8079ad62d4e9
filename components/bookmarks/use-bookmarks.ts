"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { notify } from "@/components/ui/notify";
import { settle } from "@/components/ui/use-action";
import type { BookmarkTraces } from "@/lib/bookmarks/schemas";
import type { ActionResult } from "@/lib/http/action-result";
import { fetchJson } from "@/lib/http/fetch-json";

export type Bookmark = (input: BookmarkTraces) => Promise<ActionResult>;

export interface Bookmarks {
  held: ReadonlySet<string>;
  /** They are not known yet. */
  isReading: boolean;
  /** @param on false: taken off */
  set: (traceIds: readonly string[], on: boolean) => void;
}

/** Which traces the viewer keeps at hand. What is changed is shown at once, and taken back where the server refuses it. */
export function useBookmarks(projectSlug: string, bookmark: Bookmark): Bookmarks {
  const queries = useQueryClient();
  const queryKey = useMemo(() => ["bookmarks", projectSlug], [projectSlug]);
  const { data, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      fetchJson<{ trace_ids: string[] }>(
        `/api/console/${encodeURIComponent(projectSlug)}/bookmarks`,
        signal,
      ).then(({ trace_ids }) => trace_ids),
    staleTime: 60_000,
  });
  const set = useCallback(
    (traceIds: readonly string[], on: boolean) => {
      const others = (ids: readonly string[] = []) => ids.filter((id) => !traceIds.includes(id));
      queries.setQueryData<string[]>(queryKey, (old) => [...(on ? traceIds : []), ...others(old)]);
      void settle(bookmark({ traceIds: [...traceIds], on })).then((result) => {
        if (result.ok) return undefined;
        notify.failed("Bookmark not changed", { description: result.message });
        return queries.invalidateQueries({ queryKey });
      });
    },
    [queries, queryKey, bookmark],
  );
  const held = useMemo(() => new Set(data ?? []), [data]);
  return useMemo(() => ({ held, isReading: isPending, set }), [held, isPending, set]);
}
