import type { FigureQuery } from "@/lib/metrics/figure-query";
import { pointStarts, type Interval } from "@/lib/metrics/intervals";
import { offeredOn, type OfferedOn } from "@/lib/model/figure-dimensions";

import { MEASURE, type Measure } from "./measure";

/** Words by which latency is split and narrowed, on the page and in its address. */
export const LATENCY_DIMENSIONS = offeredOn("latency");
export type LatencyDimension = OfferedOn<"latency">;

/** What failures are told apart by. */
export const FAILURE_GROUPS = offeredOn("failures");
export type FailureGroup = OfferedOn<"failures">;

/** Over which time, of what. Of interactions, model, provider and prompt version are those of the call that answered. */
export interface LatencyScope {
  /** ISO; `from` included, `to` not. */
  from: string;
  to: string;
  /** IANA name of the zone in which days begin. */
  zone?: string;
  filters: Partial<Record<LatencyDimension, readonly string[]>>;
}

/** What a measure's cells are read with: its histogram, how many there are, and how many of those streamed. */
export function measureQuery(measure: Measure, scope: LatencyScope) {
  const { source, histogram } = MEASURE[measure];
  return {
    source,
    sums: [source === "traces" ? "interactions" : "calls", "streamed", "synthetic_clock"],
    histograms: [histogram],
    from: scope.from,
    to: scope.to,
    zone: scope.zone,
    filters: source === "traces" ? scope.filters : { ...scope.filters, kind: ["llm"] },
  } satisfies Partial<FigureQuery>;
}

/** Starts of all points that touch the period, in milliseconds since the epoch: also of those in which nothing happened. */
export const startsOf = (
  { from, to, zone = "UTC" }: Pick<LatencyScope, "from" | "to" | "zone">,
  interval: Interval,
): number[] => pointStarts(Date.parse(from), Date.parse(to), interval, zone);
