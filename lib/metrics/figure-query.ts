import { Failure } from "@/lib/errors";
import type { MetricDimension, Source } from "@/lib/model/figure-dimensions";
import type { TraceFilter } from "@/lib/traces/filter";

import { hasDimension } from "./dimension-sql";
import { pointStarts, type Interval } from "./intervals";
import type { TimeRange } from "./plan-buckets";

/** Which sums and histograms, of which rows, over which time, told apart by which dimensions. */
export interface FigureQuery {
  source: Source;
  /** Names of lib/model/measures.ts. */
  sums: readonly string[];
  histograms?: readonly string[];
  /** ISO times: `from` included, `to` not. */
  from: string;
  to: string;
  interval: Interval;
  /** IANA name: hours and days begin by its clocks. UTC unless told. */
  zone?: string;
  groupBy?: readonly MetricDimension[];
  /** Only rows with one of the values; no values: all rows. */
  filters?: Partial<Record<MetricDimension, readonly string[]>>;
  /** Of users' shares: only these users, each in this feature; '' is none. */
  usersInFeatures?: readonly { user: string; feature: string }[];
  /** Only these parts of the range, in order and apart, read from the rows themselves. */
  samples?: readonly TimeRange[];
  /** Further words of the list's filter, for interactions: they are then read from the traces themselves. */
  narrower?: Partial<TraceFilter>;
}

/** What every part of a question shares. */
export interface Plan extends FigureQuery {
  groupBy: readonly MetricDimension[];
  histograms: readonly string[];
  /** Only dimensions with values. */
  filters: Partial<Record<MetricDimension, readonly string[]>>;
  points: readonly number[];
  /**
   * What sums are sent as: text keeps every digit, numbers can be added up further in the store. Terms are what whoever asks adds up:
   * a point of a group may have several.
   */
  sumsAs: "text" | "numeric" | "terms";
}

/** @throws Failure bad_request when the source does not know a dimension */
export function planOf(query: FigureQuery, sumsAs: Plan["sumsAs"]): Plan {
  const { groupBy = [], histograms = [], filters = {} } = query;
  const set = Object.entries(filters).filter(([, values]) => values !== undefined && values.length > 0);
  const plan = {
    ...query,
    groupBy,
    histograms,
    filters: Object.fromEntries(set) as Plan["filters"],
    points: pointStarts(Date.parse(query.from), Date.parse(query.to), query.interval, query.zone ?? "UTC"),
    sumsAs,
  };
  const unknown = dimensionsOf(plan).find((name) => !hasDimension(query.source, name));
  if (unknown !== undefined) throw unknownDimension(query.source, unknown);
  return plan;
}

/** Everything that a question is told apart or narrowed by. */
export const dimensionsOf = ({ groupBy, filters }: Pick<Plan, "groupBy" | "filters">): MetricDimension[] => [
  ...groupBy,
  ...(Object.keys(filters) as MetricDimension[]),
];

const unknownDimension = (source: Source, name: MetricDimension): Failure =>
  new Failure(
    "bad_request",
    source === "traces"
      ? `The query is wrong: whole interactions have no ${name}.`
      : `The query is wrong: users' shares are not told apart by ${name}.`,
    { details: [{ path: "group_by", message: `must not be ${name} for this metric` }] },
  );
