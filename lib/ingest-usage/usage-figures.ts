import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { Outcome } from "./usage-counters";

export interface IntakeFigures {
  /** Starts of the buckets, epoch milliseconds. */
  times: number[];
  bucketMs: number;
  /** One value a bucket. */
  accepted: number[];
  rejected: number[];
  /** Whole requests, by reason. */
  refused: Record<string, number[]>;
  totals: { accepted: number; rejected: number; refused: number; bytes: number };
  /** Of what was not taken, most first. */
  reasons: {
    outcome: Exclude<Outcome, "accepted">;
    reason: string;
    endpoint: string;
    /** Spans when rejected, requests when refused. */
    count: number;
    /** ISO, to the minute */
    lastAt: string;
  }[];
}

const MINUTE = 60_000;
const BUCKETS = [1, 5, 15, 60, 360, 1440].map((minutes) => minutes * MINUTE);
const MAX_BUCKETS = 100;

/** What was accepted, rejected and refused over time and why, to the minute. Kept for 30 days. */
export async function ingestUsageFigures(
  ctx: Context,
  range: { from: Date; to: Date },
): Promise<IntakeFigures> {
  requirePermission(ctx, "read_aggregates");
  const length = range.to.getTime() - range.from.getTime();
  const bucketMs = BUCKETS.find((size) => length / size <= MAX_BUCKETS) ?? 1440 * MINUTE;
  const fromMs = Math.floor(range.from.getTime() / bucketMs) * bucketMs;
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<
      {
        bucket: string;
        endpoint: string;
        outcome: Outcome;
        reason: string;
        spans: number;
        requests: number;
        bytes: number;
        lastAt: string;
      }[]
    >`
      select
        date_bin(${bucketMs / 1000} * interval '1 second', minute, 'epoch') as bucket,
        endpoint, outcome, reason, sum(spans)::bigint as spans, sum(requests)::bigint as requests, sum(bytes)::bigint as bytes,
        max(minute) as "lastAt"
      from ingest_minutes
      where project_id = ${ctx.project.id} and minute >= ${new Date(fromMs)} and minute < ${range.to}
      group by 1, 2, 3, 4`,
    { readOnly: true },
  );
  const times: number[] = [];
  for (let at = fromMs; at < range.to.getTime(); at += bucketMs) times.push(at);
  const zeros = () => times.map(() => 0);
  const figures: IntakeFigures = {
    times,
    bucketMs,
    accepted: zeros(),
    rejected: zeros(),
    refused: {},
    totals: { accepted: 0, rejected: 0, refused: 0, bytes: 0 },
    reasons: [],
  };
  const { totals } = figures;
  const reasons = new Map<string, IntakeFigures["reasons"][number]>();
  for (const row of rows) {
    const { outcome, reason, endpoint, lastAt } = row;
    const count = outcome === "refused" ? row.requests : row.spans;
    const values = outcome === "refused" ? (figures.refused[reason] ??= zeros()) : figures[outcome];
    const index = (Date.parse(row.bucket) - fromMs) / bucketMs;
    values[index] = (values[index] ?? 0) + count;
    totals[outcome] += count;
    totals.bytes += row.bytes;
    if (outcome === "accepted") continue;
    const key = `${outcome} ${reason} ${endpoint}`;
    const known = reasons.get(key);
    if (!known) reasons.set(key, { outcome, reason, endpoint, count, lastAt });
    else {
      known.count += count;
      if (lastAt > known.lastAt) known.lastAt = lastAt;
    }
  }
  figures.reasons = [...reasons.values()].toSorted((a, b) => b.count - a.count);
  return figures;
}
