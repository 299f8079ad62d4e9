"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { fetchJson } from "@/lib/http/fetch-json";

import { joinPages, pagesShown, type SkeletonPage } from "./skeleton";
import type { TimelineSpan } from "./timeline-span";

export interface Skeleton {
  /** As far as they are here, in the order of the trace's steps. */
  spans: readonly TimelineSpan[];
  /** packFigures of each page. */
  figures: readonly string[];
  /** More are on their way. */
  isReading: boolean;
  /** Why no more come, and how to ask again; null: all is well. */
  failure: { message: string; retry: () => void } | null;
}

/**
 * All spans of a trace, of whatever size: those that came with the page at once, the others page by page after it.
 * @param version changes when the trace does
 */
export function useSkeleton(first: SkeletonPage, version: string): Skeleton {
  const more = useInfiniteQuery({
    queryKey: ["skeleton", first.next, version],
    enabled: first.next !== null,
    initialPageParam: first.next ?? "",
    queryFn: ({ pageParam, signal }) => fetchJson<SkeletonPage>(pageParam, signal),
    getNextPageParam: (page) => page.next,
    staleTime: Infinity,
  });
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = more;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const isWhole = first.next === null || (data !== undefined && !hasNextPage);
  const pages = useMemo(() => pagesShown([first, ...(data?.pages ?? [])], isWhole), [first, data, isWhole]);
  const spans = useMemo(() => joinPages(pages), [pages]);
  const figures = useMemo(() => pages.map((page) => page.figures), [pages]);
  return {
    spans,
    figures,
    isReading: first.next !== null && !isError && (data === undefined || hasNextPage),
    failure: more.error && { message: more.error.message, retry: () => void fetchNextPage() },
  };
}
