"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowUp } from "lucide-react";
import { useQueryState } from "nuqs";
import { useCallback, useRef, useState } from "react";

import { resolveRange } from "@/lib/time/range";
import { serializeShellParams } from "@/components/shell/search-params";
import { tracePath } from "@/components/traces/trace-paths";
import { useZoom } from "@/components/shell/use-zoom";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { plural } from "@/lib/format/count";
import { Failure } from "@/lib/errors";

import { chipsOf } from "./chips";
import { columnsOf } from "./column-keys";
import { facetValueLabel } from "./facets";
import { FilterBar } from "./filter-bar";
import { FilterChips } from "./filter-chips";
import { TraceHistogramChart } from "./histogram";
import { placeIn, rememberPlace } from "./list-memory";
import { NoTracesYet, NotFoundSoFar, NothingHere } from "./list-states";
import { neighbourQuery } from "./neighbour-query";
import { facetQuery, type FirstPage } from "./queries";
import { SearchProgress } from "./search-progress";
import { columnParams, isNarrowed, NO_FILTER } from "./search-params";
import { useTablePreferences } from "./table-preferences";
import { TableTools } from "./table-tools";
import { TraceTable } from "./trace-table";
import { useListParams } from "./use-list-params";
import { useTraceList } from "./use-trace-list";

interface TraceListProps {
  projectSlug: string;
  first: FirstPage;
  /** The project has a trace, in whatever range. */
  everAny: boolean;
}

/** The Traces page below its heading: filter, histogram, rows. */
export function TraceList({ projectSlug, first, everAny }: TraceListProps) {
  const { view, filter, setFilter, setShell, live, search } = useListParams();
  const { onZoom } = useZoom();
  const [cols, setCols] = useQueryState("cols", columnParams.cols);
  const [preferences, setPreferences] = useTablePreferences();
  const columns = columnsOf(cols, preferences.columns, preferences.order);
  const searching = filter.q !== null;
  const sliding = resolveRange(view, new Date()).sliding;

  const scroller = useRef<HTMLDivElement>(null);
  const atTop = useCallback(() => (scroller.current?.scrollTop ?? 0) < 8, []);
  const { list, traces, waiting, showNew, searchedTo, goesOn } = useTraceList({
    projectSlug,
    search,
    searching,
    first,
    live: live && sliding,
    atTop,
  });
  const [selected, setSelected] = useState(() => ({ search, id: placeIn(projectSlug, search).selectedId }));
  const select = useCallback(
    (id: string) => {
      setSelected({ search, id });
      rememberPlace(projectSlug, search, { selectedId: id });
    },
    [projectSlug, search],
  );

  const facets = useQuery(facetQuery(projectSlug, search)).data;
  const chips = chipsOf(filter, (word, value) => facetValueLabel(facets?.facets, word, value));
  const inList = neighbourQuery(view);
  const hrefOf = (traceId: string) => {
    const path = serializeShellParams(tracePath(projectSlug, traceId), { ...view, live: null });
    return `${path}${path.includes("?") ? "&" : "?"}list=${encodeURIComponent(inList)}`;
  };
  const fetchNext = list.fetchNextPage;
  const busy = list.isFetchingNextPage || list.isPlaceholderData || list.isError;
  const loadMore = useCallback(() => {
    if (!busy) void fetchNext();
  }, [busy, fetchNext]);

  const failure = list.error instanceof Failure ? list.error : undefined;
  return (
    <div className="flex h-[calc(100dvh-var(--bar))] flex-col">
      <FilterBar
        filter={filter}
        facets={facets}
        chips={chips}
        onChange={setFilter}
        tools={
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
        }
      />
      <FilterChips chips={chips} onChange={setFilter} />
      <TraceHistogramChart projectSlug={projectSlug} search={search} searching={searching} onZoom={onZoom} />
      {searching && searchedTo !== undefined && (
        <SearchProgress
          found={traces.length}
          searchedTo={searchedTo}
          further={list.hasNextPage}
          pending={list.isFetchingNextPage || list.isPlaceholderData}
          onFurther={() => void fetchNext()}
        />
      )}
      <div className="relative flex min-h-0 flex-1 flex-col bg-surface">
        {waiting > 0 && (
          <div className="pointer-events-none absolute inset-x-0 top-10 z-20 grid justify-items-center">
            <Button
              variant="primary"
              className="pointer-events-auto rounded-full! shadow-pop"
              onClick={() => {
                showNew();
                scroller.current?.scrollTo({ top: 0 });
              }}
            >
              <ArrowUp aria-hidden className="size-3.5" />
              {plural(waiting, "new trace")}
            </Button>
          </div>
        )}
        {list.isPending ? (
          <SkeletonRows rows={16} label="Loading the traces" />
        ) : list.isError && traces.length === 0 ? (
          <ErrorState
            title="The list of traces could not be read"
            code={failure?.code}
            onRetry={() => void list.refetch()}
            retrying={list.isFetching}
          >
            {failure?.message ?? "The server did not answer."}
          </ErrorState>
        ) : traces.length === 0 ? (
          <div className="overflow-auto">
            {searching ? (
              <NotFoundSoFar q={filter.q ?? ""} whole={!list.hasNextPage} />
            ) : everAny ? (
              <NothingHere
                narrowed={isNarrowed(filter)}
                longer={view.range !== "30d" || !sliding}
                onClear={() => setFilter(NO_FILTER)}
                onLonger={() => void setShell({ range: "30d", from: null, to: null })}
              />
            ) : (
              <NoTracesYet projectSlug={projectSlug} />
            )}
          </div>
        ) : (
          <TraceTable
            key={search}
            traces={traces}
            {...preferences}
            columns={columns}
            onSizes={(sizes) => setPreferences({ sizes })}
            stale={list.isPlaceholderData}
            more={goesOn}
            hrefOf={hrefOf}
            selectedId={selected.search === search ? selected.id : null}
            onSelect={select}
            onNearEnd={loadMore}
            onScroll={(offset) => rememberPlace(projectSlug, search, { offset })}
            scroller={scroller}
            initialOffset={placeIn(projectSlug, search).offset}
          />
        )}
        {list.isFetchNextPageError && traces.length > 0 && (
          <div className="flex items-center gap-3 border-t border-line px-3 py-1.5 text-s">
            <span className="text-bad">Older traces could not be read.</span>
            <Button size="s" onClick={() => void fetchNext()}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
