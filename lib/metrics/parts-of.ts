import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { TEN_SECOND_BUCKETS_READ_MS } from "@/lib/derive/mark-stale";
import type { Fragment } from "@/lib/traces/trace-condition";

import { planBuckets, isShort, type Cover, type Resolution, type TimeRange } from "./plan-buckets";
import { groupingSetFor, ROLLUPS } from "./dimension-sql";
import { noteLook } from "./note-look";
import { dimensionsOf, planOf, type FigureQuery, type Plan } from "./figure-query";
import { rawPart } from "./raw-part";
import { rollupPart } from "./rollup-part";
import { staleBuckets } from "./stale-buckets";
import { rawUsagePart, usagePart } from "./usage-part";

/** One relation of a question. */
export interface Part {
  /** Null: read raw. */
  resolution: Resolution | null;
  ranges: readonly TimeRange[];
  relation: Fragment;
}

/**
 * The relations `(at, g0, g1, …, <sums>, h_<histogram> as bytes)` that together hold a question's rows, each row once: one
 * for each resolution of roll-ups that serves a part of the range, one for what is read raw.
 * @throws Failure bad_request when the source does not know a dimension
 */
export async function partsOf(
  tx: TransactionSql,
  ctx: Context,
  query: FigureQuery,
  sumsAs: Plan["sumsAs"] = "text",
): Promise<{ plan: Plan; parts: Part[] }> {
  const plan = planOf(query, sumsAs);
  const set = plan.source === "usage" ? null : groupingSetFor(plan.source, dimensionsOf(plan));
  const rolledUp = plan.narrower === undefined && (plan.source === "usage" || set !== null);
  const cover = await coverOf(tx, ctx, plan, rolledUp);
  const parts = [...cover.resolutions].map(([resolution, ranges]): Part => ({
    resolution,
    ranges,
    relation: keptPart(tx, ctx, plan, { resolution, set }, ranges),
  }));
  if (cover.raw.length > 0)
    parts.push({ resolution: null, ranges: cover.raw, relation: unkeptPart(tx, ctx, plan, cover.raw) });
  return { plan, parts };
}

async function coverOf(tx: TransactionSql, ctx: Context, plan: Plan, rolledUp: boolean): Promise<Cover> {
  const range = { from: Date.parse(plan.from), to: Date.parse(plan.to) };
  if (plan.samples) return { resolutions: new Map(), raw: [...plan.samples] };
  if (!rolledUp) return { resolutions: new Map(), raw: [range] };
  const keptSince = ctx.now().getTime() - TEN_SECOND_BUCKETS_READ_MS;
  if (range.to > keptSince) noteLook(ctx);
  const stale = await staleBuckets(tx, ctx, plan);
  return planBuckets(range, plan.points, stale, keptSince);
}

function keptPart(
  tx: TransactionSql,
  ctx: Context,
  plan: Plan,
  { resolution, set }: { resolution: Resolution; set: number | null },
  ranges: readonly TimeRange[],
): Fragment {
  const { source } = plan;
  if (source === "usage") return usagePart(tx, ctx, plan, resolution, ranges);
  // Minutes and ten-second buckets are kept in the widest set only.
  const kept = set === null || isShort(resolution) ? ROLLUPS[source].firstSet : set;
  return rollupPart(tx, ctx, { ...plan, source }, { resolution, set: kept }, ranges);
}

function unkeptPart(tx: TransactionSql, ctx: Context, plan: Plan, ranges: readonly TimeRange[]): Fragment {
  const { source } = plan;
  return source === "usage"
    ? rawUsagePart(tx, ctx, plan, ranges)
    : rawPart(tx, ctx, { ...plan, source }, ranges);
}
