import type { Context } from "@/lib/context";
import { fittingInterval, type Interval } from "@/lib/metrics/intervals";
import { overview } from "@/lib/metrics/overview";
import { queryMetrics } from "@/lib/metrics/query-metrics";
import { traceHistogram } from "@/lib/metrics/trace-histogram";
import { listSessions } from "@/lib/sessions/list-sessions";
import { facetCounts } from "@/lib/traces/facet-counts";
import { traceFilter, type TraceFilter } from "@/lib/traces/filter";
import { listTraces } from "@/lib/traces/list-traces";
import { SORT_WORDS, sortOf } from "@/lib/traces/sort";
import { listEndUsers } from "@/lib/end-users/list-end-users";
import { readEndUser } from "@/lib/end-users/read-end-user";
import { findPlaces } from "@/lib/palette/find-places";
import { costAnomalies } from "@/lib/spend/cost-anomalies";
import { costBreakdown } from "@/lib/spend/cost-breakdown";
import { costSummary } from "@/lib/spend/cost-summary";
import { interactionCosts } from "@/lib/spend/interaction-costs";
import { monthEnd } from "@/lib/spend/month-end";
import { SPEND_GROUPS, type SpendQuery } from "@/lib/spend/spend-query";
import { userSpend } from "@/lib/spend/user-spend";

import { LATENCY_QUESTIONS } from "./latency-questions";

/** What a question may look at besides its range. */
export interface Range {
  from: string;
  to: string;
  /** The viewer's. */
  zone: string;
  /** Two words of a filter, others at each call. */
  twoFilters: () => Partial<TraceFilter>;
  /** A word that stands in one trace, another at each call. */
  reference: () => string;
  /** A word that stands nowhere, another at each call. */
  nowhere: () => string;
}

/** What a page asks, by a name that says page and question. `pairs`: asked with many pairs of filters, not again and again. */
export interface Question {
  name: string;
  ask: (ctx: Context, range: Range) => Promise<unknown>;
  pairs?: true;
}

const of = (
  { from, to }: Range,
  words: Partial<TraceFilter> = {},
): TraceFilter & { from: string; to: string } => ({
  ...traceFilter(words),
  from,
  to,
});
const span = ({ from, to }: Range): { from: string; to: string } => ({ from, to });
const spent = ({ from, to, zone }: Range): SpendQuery => ({ from, to, zone, filters: {} });
const points = ({ from, to }: Range): Interval => fittingInterval((Date.parse(to) - Date.parse(from)) / 1000);

const busiest = async (ctx: Context, range: Range): Promise<string> => {
  const { data } = await listEndUsers(ctx, {
    ...{ ...span(range), zone: range.zone, environment: [], q: "" },
    ...{ by: "interactions", desc: true, limit: 1 },
  });
  return data[0]?.user ?? "nobody";
};

/** One line a question. */
export const QUESTIONS: readonly Question[] = [
  { name: "overview: tiles", ask: (ctx, range) => overview(ctx, span(range)) },
  { name: "overview: cost by feature", ask: (ctx, range) => queryMetrics(ctx, { metric: "cost_usd", group_by: "feature", ...span(range) }) },
  { name: "overview: latency by feature", ask: (ctx, range) => queryMetrics(ctx, { metric: "latency", group_by: "feature", ...span(range) }) },
  { name: "traces: list", ask: (ctx, range) => listTraces(ctx, of(range)) },
  { name: "traces: facets", ask: (ctx, range) => facetCounts(ctx, of(range)) },
  { name: "traces: histogram", ask: (ctx, range) => traceHistogram(ctx, of(range)) },
  { name: "traces: list, two filters", pairs: true, ask: (ctx, range) => listTraces(ctx, of(range, range.twoFilters())) },
  { name: "traces: facets, two filters", pairs: true, ask: (ctx, range) => facetCounts(ctx, of(range, range.twoFilters())) },
  { name: "traces: histogram, two filters", pairs: true, ask: (ctx, range) => traceHistogram(ctx, of(range, range.twoFilters())) },
  { name: "traces: search, in one trace", ask: (ctx, range) => listTraces(ctx, of(range, { q: range.reference() })) },
  { name: "traces: search, nowhere", ask: (ctx, range) => listTraces(ctx, of(range, { q: range.nowhere() })) },
  { name: "traces: search, everywhere", ask: (ctx, range) => listTraces(ctx, of(range, { q: "refund" })) },
  { name: "traces: facets, search in one trace", ask: (ctx, range) => facetCounts(ctx, of(range, { q: range.reference() })) },
  { name: "traces: histogram, search in one trace", ask: (ctx, range) => traceHistogram(ctx, of(range, { q: range.reference() })) },
  ...SORT_WORDS.filter((word) => word.endsWith("desc")).map((word): Question => ({ name: `traces: sorted by ${word}`, ask: (ctx, range) => listTraces(ctx, of(range), { sort: sortOf(word), scores: true }) })),
  { name: "sessions: list", ask: (ctx, range) => listSessions(ctx, of(range)) },
  { name: "sessions: sorted by cost", ask: (ctx, range) => listSessions(ctx, of(range), "cost.desc") },
  { name: "users: list", ask: (ctx, range) => listEndUsers(ctx, { ...span(range), zone: range.zone, environment: [], q: "", by: "cost", desc: true, limit: 50 }) },
  { name: "users: the busiest", ask: async (ctx, range) => readEndUser(ctx, { ...span(range), zone: range.zone, environment: [], user: await busiest(ctx, range) }) },
  { name: "palette: a name", ask: (ctx) => findPlaces(ctx, "user-1") },
  { name: "cost: summary", ask: (ctx, range) => costSummary(ctx, spent(range)) },
  ...SPEND_GROUPS.map((group): Question => ({ name: `cost: by ${group}`, ask: (ctx, range) => costBreakdown(ctx, spent(range), group, points(range)) })),
  { name: "cost: users", ask: (ctx, range) => userSpend(ctx, spent(range)) },
  { name: "cost: interactions", ask: (ctx, range) => interactionCosts(ctx, spent(range), points(range)) },
  { name: "cost: month", ask: (ctx, range) => monthEnd(ctx, spent(range)) },
  ...LATENCY_QUESTIONS,
  { name: "cost: anomalies", ask: (ctx, range) => costAnomalies(ctx, spent(range), 1) },
]; // prettier-ignore
