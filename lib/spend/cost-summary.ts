import type { TransactionSql } from "postgres";

import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { PriceBook } from "@/lib/cost/price-book";
import { readPriceBook } from "@/lib/cost/read-price-book";
import { readDataPoints } from "@/lib/metrics/read-data-points";
import { rangeBefore } from "@/lib/time/range";

import { readSpend, type GroupSpend } from "./read-spend";
import { interactionSource, type SpendQuery } from "./spend-query";

/** Calls of one feature on one model: what most of the Cost page is made of. */
export interface FeatureModelSpend extends GroupSpend {
  feature: string | null;
  model: string | null;
  provider: string | null;
}

/** Interactions that began in the period. */
export interface FeatureInteractions {
  feature: string | null;
  interactions: number;
  failed: number;
  /** Of interactions that failed; null: not known where users' shares answer. */
  failedCostNano: bigint | null;
}

export interface Period {
  from: string;
  to: string;
  spend: FeatureModelSpend[];
  /** Null: the filters speak of calls, and an interaction has calls of several models and steps. */
  interactions: FeatureInteractions[] | null;
}

export interface CostSummary {
  now: Period;
  before: Period;
  /** Rankings of the range that name their model and whose cost nobody knows: no model calls, so in no figure of `now`. */
  unknownRankings: number;
  /** The project's prices of today. */
  book: PriceBook;
}

/**
 * What the range and the period before cost, by feature, model and provider, with the interactions behind it.
 * @throws Failure forbidden
 */
export async function costSummary(ctx: Context, query: SpendQuery): Promise<CostSummary> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const [now, before, unknownRankings, book] = await Promise.all([
        readPeriod(tx, ctx, query),
        readPeriod(tx, ctx, rangeBefore(query)),
        countUnknownRankings(tx, ctx, query),
        readPriceBook(tx, ctx.project.id),
      ]);
      return { now, before, unknownRankings, book };
    },
    { readOnly: true },
  );
}

async function readPeriod(tx: TransactionSql, ctx: Context, query: SpendQuery): Promise<Period> {
  const [spend, interactions] = await Promise.all([
    readSpend(tx, ctx, query, ["feature", "model", "provider"]),
    readInteractions(tx, ctx, query),
  ]);
  return {
    from: query.from,
    to: query.to,
    spend: spend.map((one) => {
      const [feature = null, model = null, provider = null] = one.groups;
      return { ...one, feature, model, provider };
    }),
    interactions,
  };
}

/** With the model calls of unknown cost these are all calls that traces and budgets count as such. */
async function countUnknownRankings(
  tx: TransactionSql,
  ctx: Context,
  { from, to, zone, filters }: SpendQuery,
): Promise<number> {
  const [all] = await readDataPoints(tx, ctx, {
    source: "calls",
    sums: ["unknown_cost_count"],
    from,
    to,
    zone,
    interval: "range",
    filters: { ...filters, kind: ["rerank"] },
  });
  return Number(all?.sums.unknown_cost_count ?? 0n);
}

async function readInteractions(
  tx: TransactionSql,
  ctx: Context,
  { from, to, zone, filters }: SpendQuery,
): Promise<FeatureInteractions[] | null> {
  const source = interactionSource(filters);
  if (source === null) return null;
  const cells = await readDataPoints(tx, ctx, {
    source,
    sums: ["interactions", "errors", ...(source === "traces" ? ["failed_cost_nano_usd"] : [])],
    from,
    to,
    zone,
    interval: "range",
    groupBy: ["feature"],
    filters,
  });
  return cells.map(({ groups, sums }) => ({
    feature: groups[0] ?? null,
    interactions: Number(sums.interactions ?? 0n),
    failed: Number(sums.errors ?? 0n),
    failedCostNano: source === "traces" ? (sums.failed_cost_nano_usd ?? 0n) : null,
  }));
}
