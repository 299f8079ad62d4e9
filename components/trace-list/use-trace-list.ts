"use client";

import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";

import type { TracePage } from "@/lib/traces/list-traces";

import { forgetPlace } from "./list-memory";
import { countNew, mergeNewest, refreshKnown } from "./merge-newest";
import { type FirstPage, newestPage, tracePages } from "./queries";

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
  // Somebody came here anew and the server has read the list since it was last shown: that one counts. On the way back the
  // page is the one of before, older than what was loaded under it, and everything stands where it stood.
  useState(() => {
    const had = queries.getQueryState(options.queryKey);
    if (first.search !== search || (had?.data !== undefined && had.dataUpdatedAt >= first.at)) return;
    forgetPlace(projectSlug, search);
    if (had?.data !== undefined) {
      queries.setQueryData<Loaded>(
        options.queryKey,
        { pages: [first.page], pageParams: [null] },
        { updatedAt: first.at },
      );
    }
  });
  const list = useInfiniteQuery(options);
  const newest = useQuery(newestPage(projectSlug, search, live, searching)).data;

  const [waiting, setWaiting] = useState(0);
  const key = options.queryKey.join(" ");
  const [shownKey, setShownKey] = useState(key);
  if (key !== shownKey) {
    setShownKey(key);
    setWaiting(0);
  }

  const take = useCallback(
    (page: TracePage, onTop: boolean) => {
      let left = 0;
      queries.setQueryData<Loaded>(options.queryKey, (old) => {
        if (old === undefined) return old;
        left = onTop ? 0 : countNew(old.pages, page);
        const pages = onTop ? mergeNewest(old.pages, page).pages : refreshKnown(old.pages, page);
        return { pages, pageParams: old.pageParams.slice(0, pages.length) };
      });
      setWaiting(left);
    },
    // The key is made of these.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [queries, projectSlug, search],
  );
  useEffect(() => {
    if (newest !== undefined) take(newest, atTop());
  }, [newest, take, atTop]);

  const pages = list.data?.pages;
  const traces = useMemo(() => pages?.flatMap((page) => page.data) ?? [], [pages]);
  return {
    list,
    traces,
    /** New traces that stand above what is shown. */
    waiting: live ? waiting : 0,
    showNew: () => newest !== undefined && take(newest, true),
    /** The last page's word on how far a search has come. */
    searchedTo: pages?.at(-1)?.searched_to,
    /** A full page goes on by itself; a search that came back short is asked to. */
    goesOn: list.hasNextPage && (!searching || (pages?.at(-1)?.data.length ?? 0) > 0),
  };
}

type Loaded = InfiniteData<TracePage, string | null>;
