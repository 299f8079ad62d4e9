import type { Context } from "@/lib/context";
import { BodySet } from "@/lib/bodies/body-set";
import { PriceBook } from "@/lib/cost/price-book";
import { shardKeyOf } from "@/lib/model/ids";
import type { Decoded, ModelSpan, Rejection } from "@/lib/model/span";

import { additionRow } from "./addition-row";
import { priceSpan, priceDetails } from "./price-span";
import { classifySpan } from "./classify-span";
import type { Batch } from "./rows";
import { scoreRow } from "./score-row";
import { MAX_DURATION_DAYS, MAX_DURATION_NS, spanRow } from "./span-row";

/** What accepting one request gives: rows to write, and which spans were refused and why. */
export interface Accepted {
  batch: Batch;
  rejected: Rejection[];
}

const DAY_MS = 86_400_000;

/**
 * Validates, redacts, prices and fingerprints each span and turns it into rows; refuses the bad ones by reason.
 * Pure but for the clock and the prices: the same request gives the same rows.
 */
export function accept(
  ctx: Pick<Context, "project" | "now">,
  decoded: Decoded,
  book: PriceBook = PriceBook.list,
): Accepted {
  const { project } = ctx;
  const rejected = [...decoded.rejected];
  const nowMs = ctx.now().getTime();
  const window = {
    fromMs: nowMs - project.retentionDays * DAY_MS,
    toMs: nowMs + DAY_MS,
    retentionDays: project.retentionDays,
  };
  const sets = new Map<number, BodySet>();
  const setOf = (shardKey: number) => {
    let set = sets.get(shardKey);
    if (!set) sets.set(shardKey, (set = new BodySet()));
    return set;
  };
  const batch: Batch = {
    projectId: project.id,
    spans: [],
    additions: [],
    scores: [],
    bodies: new Map(),
    prices: new Map(),
  };

  const estimator = book.estimator?.() ?? null;
  for (const [index, span] of decoded.spans.entries()) {
    const problem = outOfWindow(span.startedAtNs, window);
    if (problem) {
      rejected.push({
        index,
        code: "start_out_of_range",
        message: `span ${span.spanId} (${nameOf(span)}): ${problem}`,
        item: span,
      });
      continue;
    }
    if (span.durationNs !== null && span.durationNs > MAX_DURATION_NS) {
      rejected.push({
        index,
        code: "duration_out_of_range",
        message: `span ${span.spanId} (${nameOf(span)}) lasts more than ${MAX_DURATION_DAYS} days; check the sender's end time`,
        item: span,
      });
      continue;
    }
    const shardKey = shardKeyOf(project.shardKeys, span.traceId);
    const row = spanRow(span, shardKey, setOf(shardKey));
    priceSpan(row, span, book, batch.prices, estimator);
    classifySpan(row, span);
    batch.spans.push(row);
    for (const score of span.scores) batch.scores.push(scoreRow(score, project.shardKeys));
  }
  for (const [index, addition] of decoded.additions.entries()) {
    const problem = outOfWindow(addition.occurredAtNs, window);
    if (problem) {
      rejected.push({
        index,
        code: "time_out_of_range",
        message: `event of span ${addition.spanId}: ${problem}`,
        item: addition,
      });
      continue;
    }
    const shardKey = shardKeyOf(project.shardKeys, addition.traceId);
    const row = additionRow(addition, shardKey, setOf(shardKey));
    if (addition.call)
      row.call = priceDetails(addition.call, addition.attributes, addition.occurredAtNs, book, batch.prices);
    batch.additions.push(row);
  }
  for (const score of decoded.scores) batch.scores.push(scoreRow(score, project.shardKeys));
  for (const [shardKey, set] of sets) batch.bodies.set(shardKey, set.bodies);
  return { batch, rejected };
}

/** Enough of a name to find the span by. */
const nameOf = (span: ModelSpan): string =>
  span.name.length > 80 ? `${span.name.slice(0, 80)}…` : span.name;

function outOfWindow(
  ns: bigint,
  window: { fromMs: number; toMs: number; retentionDays: number },
): string | null {
  const ms = Number(ns / 1_000_000n);
  if (ms >= window.fromMs && ms <= window.toMs) return null;
  const when = Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : `${ns} ns`;
  return ms > window.toMs
    ? `starts at ${when}, more than a day in the future; check the sender's clock`
    : `starts at ${when}, before the ${window.retentionDays} days that this project keeps; raise the retention or leave it out`;
}
