import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";
import { INTERVALS, type Interval } from "@/lib/metrics/intervals";
import type { MetricQuery } from "@/lib/metrics/metric-query";
import { metricIn } from "@/lib/metrics/query-metrics";
import { nanoOfUsd, usdOfNano } from "@/lib/money/nano-usd";

import { periodAt, periodBefore, type Span } from "./period";
import { BudgetInput, type CheckedBudget } from "./schemas";

/** What a budget would have done. */
export interface BudgetPreview {
  /** The present period and the three before it, the last first. */
  periods: {
    startIso: string;
    endIso: string;
    present: boolean;
    /** Whether anything of the project is kept from then: before it began, nothing is known of what was spent. */
    recorded: boolean;
    spentUsd: string;
    unknownCalls: number;
    /** When the limit would have been reached, to the length of a step; null: not. */
    breachIso: string | null;
    /** Of each user's: who spent most. */
    user: string | null;
  }[];
}

const PERIODS = 4;

/**
 * What the calls that a budget is to count have cost in its last periods, and when its limit would have been reached.
 * @throws Failure forbidden, bad_request
 */
export async function previewBudget(ctx: Context, input: BudgetInput): Promise<BudgetPreview> {
  requirePermission(ctx, "read_aggregates");
  // A name is not needed to see what a ceiling would have done.
  const budget = parse(BudgetInput, { ...input, name: "preview" });
  const nowMs = ctx.now().getTime();
  const spans: Span[] = [periodAt(nowMs, budget)];
  while (spans.length < PERIODS) spans.push(periodBefore(spans.at(-1) as Span, budget));
  const periods = await inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const found = [];
      const firstMs = await firstTrace(tx, ctx);
      for (const span of spans) {
        const query = queryOf(budget, span, nowMs);
        const answer = await metricIn(tx, ctx, query);
        found.push({
          startIso: query.from,
          endIso: new Date(span.endMs).toISOString(),
          present: nowMs < span.endMs,
          recorded: nowMs < span.endMs || (firstMs !== null && firstMs < span.endMs),
          ...outcomeOf(budget, seriesOf(budget, answer.series), INTERVALS[query.interval]),
        });
      }
      return found;
    },
    { readOnly: true },
  );
  return { periods };
}

async function firstTrace(tx: Tx, ctx: Context): Promise<number | null> {
  const [row] = await tx<{ at: string | null }[]>`
    select min(started_at) as at
    from traces
    where project_id = ${ctx.project.id} and shard_key = any(${`{${ctx.project.shardKeys.join(",")}}`}::int[])`;
  return row?.at ? Date.parse(row.at) : null;
}

type Asked = MetricQuery & { from: string; interval: Interval };

const only = (word: string | null): string[] => (word === null ? [] : [word]);

const queryOf = (budget: CheckedBudget, span: Span, nowMs: number): Asked => ({
  metric: "cost_usd",
  from: new Date(span.startMs).toISOString(),
  to: new Date(Math.min(span.endMs, nowMs)).toISOString(),
  interval: budget.unit === "hour" ? "minute" : "hour",
  environment: only(budget.environment),
  feature: only(budget.feature),
  model: only(budget.model),
  prompt_version: only(budget.promptVersion),
  user: only(budget.user),
  // Calls without a user are nobody's.
  ...(budget.everyUser ? { group_by: "user", top: 2 } : {}),
});

type Series = Awaited<ReturnType<typeof metricIn>>["series"][number];

const seriesOf = (budget: CheckedBudget, series: readonly Series[]): Series | undefined =>
  budget.everyUser ? series.find(({ group, other }) => !other && group !== null && group !== "") : series[0];

function outcomeOf(budget: CheckedBudget, series: Series | undefined, stepS: number) {
  const limit = nanoOfUsd(budget.limitUsd) ?? 0n;
  let sum = 0n;
  let breachIso: string | null = null;
  for (const { at, value } of series?.points ?? []) {
    sum += nanoOfUsd(String(value ?? "0")) ?? 0n;
    // Somewhere within the step: its end is when it was certainly so.
    if (breachIso === null && sum >= limit) breachIso = new Date(Date.parse(at) + stepS * 1000).toISOString();
  }
  return {
    spentUsd: usdOfNano(sum),
    unknownCalls: series?.total.unknown ?? 0,
    breachIso,
    user: budget.everyUser ? (series?.group ?? null) : null,
  };
}
