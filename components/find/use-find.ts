"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useSettled } from "@/components/trace/use-settled";
import { fetchJson } from "@/lib/http/fetch-json";
import type { FoundInTraces, FoundSpan } from "@/lib/traces/find-in-traces";

/** How long nothing is typed before the traces are looked through. */
const SETTLE_MS = 250;

export interface Find {
  /** What is looked for, without white space around it; empty: nothing. */
  text: string;
  spans: readonly FoundSpan[];
  /** Not everything was looked through. */
  cut: boolean;
  isReading: boolean;
  /** Why it could not be looked for; null: it could. */
  failure: string | null;
}

const NONE: readonly FoundSpan[] = [];

/** Where traces say a text, asked of the server: they are larger than what a page holds of them. */
export function useFind(projectSlug: string, traceIds: readonly string[], typed: string): Find {
  const text = typed.trim();
  const settled = useSettled(text, SETTLE_MS);
  const enabled = settled !== "" && settled === text && traceIds.length > 0;
  const query = useQuery({
    queryKey: ["find", projectSlug, traceIds, settled],
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      fetchJson<FoundInTraces>(
        `/api/console/${encodeURIComponent(projectSlug)}/find?${new URLSearchParams([
          ["q", settled],
          ...traceIds.map((id) => ["trace", id]),
        ])}`,
        signal,
      ),
  });
  const known = text !== "" && query.data !== undefined;
  return {
    text,
    spans: known ? query.data.spans : NONE,
    cut: known && query.data.cut,
    isReading: text !== "" && traceIds.length > 0 && (text !== settled || query.isFetching),
    failure: enabled && query.isError ? query.error.message : null,
  };
}
