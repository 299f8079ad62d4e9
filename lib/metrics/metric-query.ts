import { z } from "zod";

import { Failure } from "@/lib/errors";
import { parseQuery } from "@/lib/http/query";
import { METRIC_DIMENSIONS, type MetricDimension } from "@/lib/model/figure-dimensions";
import { MEASURED_METRICS } from "@/lib/model/measures";
import { isTimeZone } from "@/lib/time/zone";
import { rangeOf, traceFilterSchema, type TraceFilter } from "@/lib/traces/filter";

import { fittingInterval, INTERVALS, pointStarts, type Interval } from "./intervals";

export const METRICS = [
  "interactions",
  "generations",
  "errors",
  "error_rate",
  "latency",
  "interaction_latency",
  "model_latency",
  "ttft",
  "trace_ttft",
  "cost_usd",
  "tokens",
  "completeness",
  ...MEASURED_METRICS,
];

/** Filters of a metric: those of the list of the same names. */
const filters = Object.fromEntries(
  METRIC_DIMENSIONS.map((name) => [name, traceFilterSchema.shape[name]]),
) as Record<MetricDimension, z.ZodType>;
export type MetricFilters = Pick<TraceFilter, MetricDimension>;

export const metricQuerySchema = z.object({
  metric: z
    .string()
    .refine((name) => METRICS.includes(name) || /^score:.{1,200}$/s.test(name), {
      error: `must be one of ${METRICS.join(", ")}, or score:<name>`,
    })
    .meta({
      description:
        "What to measure. `latency` and errors are of interactions, or of steps when kind, model, provider, tool, step, failure or prompt version is asked for; `interaction_latency` is always of interactions, `model_latency` of calls to a language model. `ttft` is of model calls, `trace_ttft` from the user's request. `truncated_calls` are model calls whose answer ended at its length limit. An interaction's model, provider and prompt version are those of the call that wrote its answer. Cost and tokens count at the time of the call.",
    }),
  from: traceFilterSchema.shape.from,
  to: traceFilterSchema.shape.to,
  interval: z
    .enum(Object.keys(INTERVALS) as [Interval, ...Interval[]], {
      error: "must be minute, 5m, 15m, hour, day or range",
    })
    .optional()
    .meta({
      description: "Length of a point; `range` gives one figure. Default: by the length of the range.",
    }),
  zone: z
    .string()
    .refine(isTimeZone, { error: "must be a time zone such as Europe/Berlin" })
    .optional()
    .meta({ description: "By whose clocks hours and days begin: an IANA name. Default UTC." }),
  group_by: z
    .enum(METRIC_DIMENSIONS, { error: `must be one of ${METRIC_DIMENSIONS.join(", ")}` })
    .optional()
    .meta({ description: "One series a value." }),
  top: z
    .string()
    .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 100, {
      error: "must be a number from 1 to 100",
    })
    .transform(Number)
    .optional()
    .meta({
      description:
        "Values that get a series of their own, the largest first; the rest is one series, `other`. Default 20.",
    }),
  ...filters,
});

/** What to measure, over which time, of what. */
export interface MetricQuery extends Partial<MetricFilters> {
  metric: string;
  from?: string;
  to?: string;
  interval?: Interval;
  /** IANA name; UTC unless told. */
  zone?: string;
  group_by?: MetricDimension;
  top?: number;
}

/** @throws Failure bad_request that names each wrong parameter. */
export const parseMetricQuery = (params: URLSearchParams): MetricQuery =>
  parseQuery(metricQuerySchema, params) as MetricQuery;

/** A query with nothing left open. */
export interface ResolvedQuery {
  metric: string;
  from: string;
  to: string;
  interval: Interval;
  zone: string;
  groupBy: MetricDimension | null;
  top: number;
  filters: MetricFilters;
}

const MOST_POINTS = 5_000;

/** Fills in what was not said. @throws Failure bad_request when the range is empty or has too many points. */
export function resolveQuery(query: MetricQuery, now: Date): ResolvedQuery {
  const { from, to } = rangeOf(query, now);
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds <= 0) throw wrong("from", "must be before to");
  const interval = query.interval ?? fittingInterval(seconds);
  if (INTERVALS[interval] > 0 && seconds / INTERVALS[interval] > MOST_POINTS) {
    throw wrong("interval", `gives more than ${MOST_POINTS} points; take a longer one`);
  }
  return {
    metric: query.metric,
    from,
    to,
    interval,
    zone: query.zone ?? "UTC",
    groupBy: query.group_by ?? null,
    top: query.top ?? 20,
    filters: Object.fromEntries(
      METRIC_DIMENSIONS.map((name) => [name, query[name] ?? []]),
    ) as Partial<MetricFilters> as MetricFilters,
  };
}

/** Starts of all points of a query as ISO times. */
export const pointsOf = ({ from, to, interval, zone }: ResolvedQuery): string[] =>
  pointStarts(Date.parse(from), Date.parse(to), interval, zone).map((ms) => new Date(ms).toISOString());

const wrong = (path: string, message: string) =>
  new Failure("bad_request", `The query is wrong: ${path} ${message}.`, { details: [{ path, message }] });
