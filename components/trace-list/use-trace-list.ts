"use client";

import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import type { TracePage } from "@/lib/traces/list-traces";

import { forgetPlace, hasReturned, isReturning, placeIn, rememberPlace } from "./list-memory";
import { mergeNewest, refreshKnown } from "./merge-newest";
import { type FirstPage, newestPage, tracePages, tracePagesKey } from "./queries";

/** Younger than this a list is shown as it was. */
const FRESH_MS = 10_000;

interface TraceListInput {
  projectSlug: string;
  search: string;
  /** The list is searched for a text. */
  searching: boolean;
  first: FirstPage;
  live: boolean;
  /** Whether the newest rows are in sight: only then may rows be put on top without asking. */
  atTop: () => boolean;
}

/** The list as it grows: downwards page by page, upwards by what arrives while it is followed. */
export function useTraceList({ projectSlug, search, searching, first, live, atTop }: TraceListInput) {
  const queries = useQueryClient();
  const options = tracePages(projectSlug, search, first);
  // Somebody came here anew: what the server has just read counts. On the way back the page is the very one that was shown
  // before, and everything stands where it stood. (Told by the page's own stamp: two clocks need not agree.)
  useState(() => {
    if (first.search !== search || placeIn(projectSlug, search).readAt === first.at) return;
    if (isReturning(projectSlug, search) && queries.getQueryData(options.queryKey) !== undefined) return;
    forgetPlace(projectSlug, search);
    if (queries.getQueryData(options.queryKey) !== undefined)
      queries.setQueryData<Loaded>(options.queryKey, { pages: [first.page], pageParams: [null] });
  });
  useEffect(() => {
    rememberPlace(projectSlug, first.search, { readAt: first.at });
    hasReturned();
  }, [projectSlug, first]);
  const list = useInfiniteQuery(options);
  const newest = useQuery(newestPage(projectSlug, search, live, searching)).data;

  // A list that was left for another filter and is chosen again would show what it held then.
  const refetch = list.refetch;
  const before = useRef(search);
  useEffect(() => {
    if (before.current === search) return;
    before.current = search;
    const queryKey = tracePagesKey(projectSlug, search);
    const had = queries.getQueryState<Loaded>(queryKey);
    if (had?.data === undefined || Date.now() - had.dataUpdatedAt < FRESH_MS) return;
    forgetPlace(projectSlug, search);
    const [page] = had.data.pages;
    if (page) queries.setQueryData<Loaded>(queryKey, { pages: [page], pageParams: [null] });
    void refetch();
  }, [queries, projectSlug, search, refetch]);

  const take = useCallback(
    (page: TracePage, onTop: boolean) =>
      queries.setQueryData<Loaded>(tracePagesKey(projectSlug, search), (old) => {
        if (old === undefined) return old;
        const pages = onTop ? mergeNewest(old.pages, page).pages : refreshKnown(old.pages, page);
        return { pages, pageParams: old.pageParams.slice(0, pages.length) };
      }),
    [queries, projectSlug, search],
  );
  // Before the browser paints: rows that go on top are never announced first.
  useLayoutEffect(() => {
    if (newest !== undefined) take(newest, atTop());
  }, [newest, take, atTop]);

  const pages = list.data?.pages;
  const traces = useMemo(() => pages?.flatMap((page) => page.data) ?? [], [pages]);
  return {
    list,
    traces,
    /** New traces that stand above what is shown. */
    waiting: live && newest && pages ? mergeNewest(pages, newest).added : 0,
    showNew: () => newest !== undefined && take(newest, true),
    /** The last page's word on how far a search has come. */
    searchedTo: pages?.at(-1)?.searched_to,
    /** From when on a sorted list is sorted, where that is not all of its range. */
    sortedFrom: pages?.at(-1)?.sorted_from,
    /** A full page goes on by itself; a search that came back short is asked to. */
    goesOn: list.hasNextPage && (!searching || (pages?.at(-1)?.data.length ?? 0) > 0),
  };
}

type Loaded = InfiniteData<TracePage, string | null>;
