"use client";

import { useQuery } from "@tanstack/react-query";
import { Star } from "lucide-react";
import { useQueryState } from "nuqs";
import { useCallback, useRef, useState } from "react";

import { useTimeZone } from "@/components/ui/time-zone";
import { resolveRange } from "@/lib/time/range";
import type { TraceSummary } from "@/lib/traces/summary";
import { useBookmarks } from "@/components/bookmarks/use-bookmarks";
import { serializeShellParams } from "@/components/shell/search-params";
import { tracePath } from "@/components/trace/trace-paths";
import { useZoom } from "@/components/shell/use-zoom";
import { IconButton } from "@/components/ui/icon-button";
import { SkeletonRows } from "@/components/ui/skeleton";

import { SaveView } from "@/components/views/save-view";
import { ViewBar } from "@/components/views/view-bar";
import type { Views } from "@/components/views/views";

import { chipsOf } from "./chips";
import { columnsOf } from "./column-keys";
import { facetValueLabel } from "./facets";
import { FilterBar } from "./filter-bar";
import { FilterChips } from "./filter-chips";
import { TraceHistogramChart } from "./histogram";
import type { ListVerbs } from "./list-verbs";
import { placeIn, rememberPlace } from "./list-memory";
import { ListEmpty, ListFailure, NewRows, NoOlderRows, SortNote } from "./list-states";
import { PickedBar } from "./picked-bar";
import { neighbourQuery } from "./neighbour-query";
import { facetQuery, type FirstPage } from "./queries";
import { SearchProgress } from "./search-progress";
import { columnParams, isNarrowed, type ListView, NO_FILTER, viewQuery } from "./search-params";
import { useTablePreferences } from "./table-preferences";
import { TableTools } from "./table-tools";
import { TraceTable } from "./trace-table";
import { useListParams } from "./use-list-params";
import { usePicks } from "./use-picks";
import { useTraceList } from "./use-trace-list";

interface TraceListProps {
  projectSlug: string;
  first: FirstPage;
  /** The project has a trace, in whatever range. */
  everAny: boolean;
  verbs: ListVerbs;
  views: Views;
}

/** The Traces page below its heading: filter, histogram, rows. */
export function TraceList({ projectSlug, first, everAny, verbs, views }: TraceListProps) {
  const { view, filter, setFilter, sort, setSort, setShell, live, search } = useListParams();
  const { onZoom } = useZoom();
  const [cols, setCols] = useQueryState("cols", columnParams.cols);
  const [preferences, setPreferences] = useTablePreferences();
  const [chosenView] = useQueryState("view");
  const columns = columnsOf(cols, preferences.columns, preferences.order);
  const searching = filter.q !== null;
  const sliding = resolveRange(view, new Date(), useTimeZone()).sliding;

  const scroller = useRef<HTMLDivElement>(null);
  const atTop = useCallback(() => (scroller.current?.scrollTop ?? 0) < 8, []);
  const { list, traces, waiting, showNew, searchedTo, sortedFrom, goesOn } = useTraceList({
    projectSlug,
    search,
    searching,
    first,
    // What is new has no place of its own in a list by another number: it is read anew instead.
    live: live && sliding && sort === null,
    atTop,
  });
  const [selectedId, select] = useSelected(projectSlug, search);
  const picks = usePicks(projectSlug, search, traces);
  const bookmarks = useBookmarks(projectSlug, verbs.bookmark);
  const facets = useQuery(facetQuery(projectSlug, search)).data;
  const chips = chipsOf(filter, (word, value) => facetValueLabel(facets?.facets, word, value));
  const hrefOf = (trace: TraceSummary) => hrefInList(projectSlug, view, trace);
  const fetchNext = list.fetchNextPage;
  const busy = list.isFetchingNextPage || list.isPlaceholderData || list.isError;
  const loadMore = useCallback(() => {
    if (!busy) void fetchNext();
  }, [busy, fetchNext]);

  // Columns that the viewer chose for all lists are a part of what they save; the usual ones are none.
  const query = viewQuery(view, cols ?? (preferences.columns === null ? null : columns));
  return (
    <div className="flex h-[calc(100dvh-var(--bar))] flex-col">
      <ViewBar {...views} query={viewQuery(view, cols)} chosen={chosenView} />
      <FilterBar
        filter={filter}
        facets={facets}
        chips={chips}
        onChange={setFilter}
        tools={
          <>
            <IconButton
              icon={Star}
              label="Only bookmarked"
              pressed={filter.bookmarked === true}
              onClick={() => setFilter({ bookmarked: filter.bookmarked ? null : true })}
            />
            <SaveView query={query} save={views.save} mayShare={views.mayShare} />
            <TableTools
              projectSlug={projectSlug}
              search={search}
              columns={columns}
              preferences={preferences}
              onChange={(change) => {
                if (change.columns !== undefined) void setCols(null);
                setPreferences(change);
              }}
            />
          </>
        }
      />
      <FilterChips chips={chips} onChange={setFilter} />
      <TraceHistogramChart projectSlug={projectSlug} search={search} onZoom={onZoom} />
      {searching && searchedTo !== undefined && (
        <SearchProgress
          q={filter.q ?? ""}
          found={traces.length}
          searchedTo={searchedTo}
          further={list.hasNextPage}
          pending={list.isFetchingNextPage || list.isPlaceholderData}
          onFurther={() => void fetchNext()}
        />
      )}
      {sort !== null && (searching || sortedFrom !== undefined) && (
        <SortNote searching={searching} from={sortedFrom} onUnsort={() => void setSort(null)} />
      )}
      <div className="relative flex min-h-0 flex-1 flex-col bg-surface">
        {waiting > 0 && (
          <NewRows
            n={waiting}
            onShow={() => {
              showNew();
              scroller.current?.scrollTo({ top: 0 });
            }}
          />
        )}
        {list.isPending ? (
          <SkeletonRows rows={16} label="Loading the traces" />
        ) : list.isError && traces.length === 0 ? (
          <ListFailure error={list.error} onRetry={() => void list.refetch()} retrying={list.isFetching} />
        ) : traces.length === 0 ? (
          <ListEmpty
            projectSlug={projectSlug}
            everAny={everAny}
            q={filter.q}
            whole={!list.hasNextPage}
            searchedTo={searchedTo}
            narrowed={isNarrowed(filter)}
            longer={view.range !== "30d" || !sliding}
            onClear={() => setFilter(NO_FILTER)}
            onLonger={() => void setShell({ range: "30d", from: null, to: null })}
          />
        ) : (
          <TraceTable
            key={search}
            traces={traces}
            {...preferences}
            columns={columns}
            searching={searching}
            onSizes={(sizes) => setPreferences({ sizes })}
            stale={list.isPlaceholderData}
            more={goesOn}
            hrefOf={hrefOf}
            selectedId={selectedId}
            onSelect={select}
            picks={picks}
            bookmarks={bookmarks}
            onNearEnd={loadMore}
            onScroll={(offset) => rememberPlace(projectSlug, search, { offset })}
            scroller={scroller}
            initialOffset={placeIn(projectSlug, search).offset}
            sort={sort}
            onSort={searching ? undefined : (next) => void setSort(next)}
          />
        )}
        <PickedBar projectSlug={projectSlug} picks={picks} bookmarks={bookmarks} verbs={verbs} />
        {list.isFetchNextPageError && traces.length > 0 && <NoOlderRows onRetry={() => void fetchNext()} />}
      </div>
    </div>
  );
}

/** A trace's page, which knows its neighbours in the list of this view; at the span where a text was found. */
function hrefInList(projectSlug: string, view: ListView, { trace_id: traceId, hit }: TraceSummary): string {
  const path = serializeShellParams(tracePath(projectSlug, traceId), { ...view, live: null });
  const words = new URLSearchParams({ list: neighbourQuery(view) });
  if (hit?.span) {
    words.set("span", hit.span.span_id);
    words.set("find", view.q ?? "");
  }
  return `${path}${path.includes("?") ? "&" : "?"}${words}`;
}

/** The row that was chosen last in the list of this filter. */
function useSelected(projectSlug: string, search: string): [string | null, (id: string) => void] {
  const [selected, setSelected] = useState(() => ({ search, id: placeIn(projectSlug, search).selectedId }));
  const select = useCallback(
    (id: string) => {
      setSelected({ search, id });
      rememberPlace(projectSlug, search, { selectedId: id });
    },
    [projectSlug, search],
  );
  return [selected.search === search ? selected.id : null, select];
}
