import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { fetchJson } from "@/lib/http/fetch-json";
import type { TraceHistogram } from "@/lib/metrics/trace-histogram";
import type { FacetCounts } from "@/lib/traces/facet-counts";
import type { TracePage } from "@/lib/traces/list-traces";

/** The console's JSON of the list; takes the page's own query, so the address bar is the key of everything. */
const listJsonPath = (projectSlug: string, part?: "facets" | "histogram" | "export" | "selected"): string =>
  `/api/console/${encodeURIComponent(projectSlug)}/traces${part === undefined ? "" : `/${part}`}`;

const withWord = (search: string, word: string): string => `${search}${search === "" ? "?" : "&"}${word}`;

export const exportHref = (projectSlug: string, search: string, format: "csv" | "json"): string =>
  `${listJsonPath(projectSlug, "export")}${withWord(search, `format=${format}`)}`;

/** The traces of these ids as lines of JSON. */
export const pickedExportHref = (projectSlug: string, ids: readonly string[]): string =>
  `${listJsonPath(projectSlug, "selected")}?${new URLSearchParams(ids.map((id) => ["id", id]))}`;

/** What the server read while it made the page. */
export interface FirstPage {
  /** Of which list: `listSearch` of the page's address. */
  search: string;
  page: TracePage;
  /** When, by the server's clock, epoch ms. */
  at: number;
}

export const tracePagesKey = (projectSlug: string, search: string) =>
  ["traces", projectSlug, search] as const;

/**
 * The list page by page. "static": pages are not read again by themselves; what is new comes by `newestPage`, and a reader ten
 * pages down must not have all ten fetched again under them.
 */
export const tracePages = (projectSlug: string, search: string, first: FirstPage) =>
  infiniteQueryOptions({
    queryKey: tracePagesKey(projectSlug, search),
    queryFn: ({ pageParam, signal }) =>
      fetchJson<TracePage>(
        listJsonPath(projectSlug) +
          (pageParam === null ? search : withWord(search, `cursor=${encodeURIComponent(pageParam)}`)),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: TracePage) => last.next_cursor,
    staleTime: "static",
    placeholderData: keepPreviousData,
    ...(first.search === search ? { initialData: { pages: [first.page], pageParams: [null] } } : {}),
  });

/** Just under two seconds, so that a trace is on the screen within two of being listable. Text is searched for, not looked up: rarer. */
const POLL_MS = 1_500;
const SEARCH_POLL_MS = 10_000;

/** The newest page again and again while the tab is looked at. */
export const newestPage = (projectSlug: string, search: string, live: boolean, searching: boolean) =>
  queryOptions({
    queryKey: ["traces-newest", projectSlug, search],
    queryFn: ({ signal }) => fetchJson<TracePage>(listJsonPath(projectSlug) + search, signal),
    enabled: live,
    staleTime: "static",
    gcTime: 0,
    refetchInterval: searching ? SEARCH_POLL_MS : POLL_MS,
  });

export const facetQuery = (projectSlug: string, search: string) =>
  queryOptions({
    queryKey: ["trace-facets", projectSlug, search],
    queryFn: ({ signal }) => fetchJson<FacetCounts>(listJsonPath(projectSlug, "facets") + search, signal),
    placeholderData: keepPreviousData,
  });

export const histogramQuery = (projectSlug: string, search: string) =>
  queryOptions({
    queryKey: ["trace-histogram", projectSlug, search],
    queryFn: ({ signal }) =>
      fetchJson<TraceHistogram>(listJsonPath(projectSlug, "histogram") + search, signal),
    placeholderData: keepPreviousData,
  });
