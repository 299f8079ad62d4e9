import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import type { TraceFilter } from "@/lib/traces/filter";

import type { Interval } from "./intervals";
import { metricIn } from "./query-metrics";

export interface TraceHistogram {
  from: string;
  to: string;
  interval: Interval;
  /** Start of the bucket, traces that began in it, and how many of them failed. */
  buckets: { at: string; count: number; errors: number }[];
}

/** Words that roll-ups hold; with any other the traces themselves are counted. */
const ROLLED_UP = new Set(["from", "to", "environment", "feature", "release"]);

/** Traces and failures over time for the bar above a list: the list's filter, without its text. */
export async function traceHistogram(ctx: Context, filter: TraceFilter): Promise<TraceHistogram> {
  const { q: _, ...words } = filter;
  const narrow = Object.entries(words).some(
    ([word, value]) =>
      !ROLLED_UP.has(word) && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  const { environment, feature, release, from, to } = filter;
  const answer = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) =>
      metricIn(
        tx,
        ctx,
        { metric: "errors", from, to, environment, feature, release },
        narrow ? words : undefined,
      ),
    { readOnly: true },
  );
  return {
    from: answer.from,
    to: answer.to,
    interval: answer.interval,
    buckets: (answer.series[0]?.points ?? []).map(({ at, value, count }) => ({
      at,
      count: count ?? 0,
      errors: Number(value ?? 0),
    })),
  };
}
