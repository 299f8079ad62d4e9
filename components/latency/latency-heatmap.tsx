"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import type { HeatCells } from "@/components/charts/heatmap/heat-cells";
import { Heatmap } from "@/components/charts/heatmap/heatmap";
import type { Margins } from "@/components/charts/types";
import { useZoom } from "@/components/shell/use-zoom";
import { Panel } from "@/components/ui/panel";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { useTimeZone } from "@/components/ui/time-zone";
import { formatDuration } from "@/lib/format/duration";
import { formatDateTime } from "@/lib/format/when";
import { fetchJson } from "@/lib/http/fetch-json";
import { MEASURE, type Measure } from "@/lib/latency/measure";
import type { LatencyScope } from "@/lib/latency/scope";

import { type BoxAnswer, BoxDifferences } from "./box-differences";
import { type BoxChoice, boxParams, serializeBox } from "./search-params";
import { boundWords, listWord, sourceOf, tracesHref } from "./trace-links";

interface LatencyHeatmapProps extends HeatCells {
  measure: Measure;
  projectSlug: string;
  /** Of the page's figures; its ends are fixed, also where the page's range slides. */
  scope: LatencyScope;
  /** The page's own query with these ends. */
  query: string;
  times: readonly number[];
  margins: Margins;
}

/** How the values are spread over time. A box dragged over it is in the address; what sets it apart stands below. */
export function LatencyHeatmap({ measure, projectSlug, scope, query, ...cells }: LatencyHeatmapProps) {
  const [{ box }, setParams] = useQueryStates(boxParams, { history: "push" });
  const { onZoomOut } = useZoom();
  const facts = MEASURE[measure];
  return (
    <Panel className="pt-2.5">
      <Heatmap
        {...cells}
        how="how-to/find-slow#what-is-special-about-the-slow-ones"
        question={`How is it spread: ${facts.label.toLowerCase()}`}
        subtitle="drag a box to see what differs inside"
        quantity="duration"
        counted={facts.many}
        height={240}
        syncId="latency"
        onZoomOut={onZoomOut}
        fileName="latency-heatmap"
        empty={`No ${facts.many} with such a value in this range.`}
        selected={box && { from: box.from, to: box.to, lower: box.overMs, upper: box.upToMs }}
        onSelect={(chosen) =>
          void setParams({
            box: chosen && {
              from: chosen.from,
              to: chosen.to,
              overMs: rounded(chosen.lower),
              upToMs: rounded(chosen.upper),
            },
          })
        }
      />
      {box && (
        <Differences
          measure={measure}
          projectSlug={projectSlug}
          scope={scope}
          query={serializeBox(query, { box })}
          box={box}
          onClose={() => void setParams({ box: null })}
        />
      )}
    </Panel>
  );
}

interface DifferencesProps {
  measure: Measure;
  projectSlug: string;
  scope: LatencyScope;
  query: string;
  box: BoxChoice;
  onClose: () => void;
}

function Differences({ measure, projectSlug, scope, query, box, onClose }: DifferencesProps) {
  const zone = useTimeZone();
  const asked = useQuery({
    queryKey: ["latency-box", projectSlug, query],
    queryFn: ({ signal }) =>
      fetchJson<BoxAnswer>(`/api/console/${encodeURIComponent(projectSlug)}/latency/box${query}`, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  if (asked.isError)
    return (
      <ErrorState
        compact
        title="What differs inside the box could not be read"
        onRetry={() => void asked.refetch()}
      />
    );
  if (!asked.data) return <Skeleton className="mt-3 h-40" />;
  const source = sourceOf(measure);
  const inBox = {
    from: new Date(Math.max(box.from, Date.parse(scope.from))).toISOString(),
    to: new Date(Math.min(box.to, Date.parse(scope.to))).toISOString(),
    filters: scope.filters,
  };
  return (
    <div aria-busy={asked.isPlaceholderData} className={asked.isPlaceholderData ? "opacity-60" : ""}>
      <BoxDifferences
        measure={measure}
        answer={asked.data}
        boxText={`${formatDuration(box.overMs)} to ${formatDuration(box.upToMs)}, ${formatDateTime(new Date(box.from), zone)} to ${formatDateTime(new Date(box.to), zone)}`}
        hrefOf={(attribute) => {
          const word = attribute && listWord(attribute.attribute, source);
          if (attribute && (word === null || attribute.value === null)) return null;
          return tracesHref(projectSlug, inBox, source, {
            ...boundWords(measure, box),
            ...(attribute && word ? { [word]: attribute.value } : {}),
          });
        }}
        onClose={onClose}
      />
    </div>
  );
}

/** Edges are ends of bins, which are irrational: to the nanosecond they are the same. */
const rounded = (ms: number): number => Math.round(ms * 1e6) / 1e6;
