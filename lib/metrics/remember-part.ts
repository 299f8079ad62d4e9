import { LRUCache } from "lru-cache";
import type { Sql, TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { shardList } from "@/lib/traces/filter-sql";

import { ROLLUPS } from "./dimension-sql";
import type { Plan } from "./figure-query";
import type { Part } from "./parts-of";
import type { Resolution, TimeRange } from "./plan-buckets";
import { boundsOf, moment, withinSql } from "./plan-sql";
import { staleBuckets } from "./stale-buckets";

/** An answer of the store, and about how many bytes it takes here. */
interface Kept {
  answer: object;
  bytes: number;
}

const MOST_BYTES = 64_000_000;

/** What was read before, by store. */
const stores = new WeakMap<Sql, LRUCache<string, Kept>>();

/**
 * What one part of a question has answered. Adding up a month of users reads hundreds of thousands of rows, so answers of whole days and hours,
 * and samples of their rows, are remembered together with their version, which is read anew in the question's own snapshot: as long as no bucket was made again,
 * they are what the store would say.
 * @param what told apart from other answers to the same plan
 */
export async function rememberPart<Answer extends object>(
  tx: TransactionSql,
  ctx: Context,
  plan: Plan,
  part: Part,
  { what, ask, bytesOf }: { what: string; ask: () => Promise<Answer>; bytesOf: (answer: Answer) => number },
): Promise<Answer> {
  const ranges = versionedBy(part);
  if (ranges === null) return ask();
  // Rows without a bucket are what their hours say as long as nothing of these hours waits to be made anew.
  if (part.resolution === null && (await isStale(tx, ctx, ranges))) return ask();
  const known =
    stores.get(ctx.sql) ?? new LRUCache({ maxSize: MOST_BYTES, sizeCalculation: ({ bytes }) => bytes });
  stores.set(ctx.sql, known);
  const key = JSON.stringify([
    what,
    ctx.project.id,
    ctx.project.shardKeys,
    [part.resolution, part.ranges],
    [plan.source, plan.groupBy, plan.sums, plan.filters, plan.usersInFeatures],
    [plan.interval, plan.points[0]],
    await versionOf(tx, ctx, part.resolution ?? HOUR_S, ranges),
  ]);
  const kept = known.get(key);
  if (kept) return kept.answer as Answer;
  const answer = await ask();
  known.set(key, { answer, bytes: key.length + bytesOf(answer) });
  return answer;
}

const HOUR_S = 3600;
const HOUR_MS = HOUR_S * 1000;

/** The ranges whose buckets tell whether a part has changed: its own, or the whole hours around what is read of the rows; null: none do. */
function versionedBy({ resolution, ranges }: Part): readonly TimeRange[] | null {
  if (resolution === 0 || resolution === HOUR_S) return ranges;
  if (resolution !== null) return null;
  return ranges.map(({ from, to }) => ({
    from: from - (from % HOUR_MS),
    to: Math.ceil(to / HOUR_MS) * HOUR_MS,
  }));
}

async function isStale(tx: TransactionSql, ctx: Context, ranges: readonly TimeRange[]): Promise<boolean> {
  const { from, to } = boundsOf(ranges);
  return (await staleBuckets(tx, ctx, { from: moment(from), to: moment(to) })).length > 0;
}

interface Version {
  resolution: Resolution;
  ranges: readonly TimeRange[];
  version: Promise<string>;
}

/** Asked once a transaction: what holds of more buckets holds of some of them, only that it changes more often. */
const versions = new WeakMap<TransactionSql, Version[]>();

function versionOf(
  tx: TransactionSql,
  ctx: Context,
  resolution: Resolution,
  ranges: readonly TimeRange[],
): Promise<string> {
  const asked = versions.get(tx) ?? [];
  versions.set(tx, asked);
  const around = asked.find(
    (one) =>
      one.resolution === resolution &&
      ranges.every(({ from, to }) => one.ranges.some((each) => each.from <= from && each.to >= to)),
  );
  if (around) return around.version;
  const version = askVersion(tx, ctx, resolution, ranges);
  asked.push({ resolution, ranges, version });
  return version;
}

/**
 * Which transactions made the part's buckets: a bucket is always made anew as a whole, in all roll-ups at once, so the rows of the
 * small ones say it for users' too.
 */
async function askVersion(
  tx: TransactionSql,
  ctx: Context,
  resolution: Resolution,
  ranges: readonly TimeRange[],
): Promise<string> {
  const [row] = await tx<{ version: string | null }[]>`
    select count(*) || ' ' || sum(made) as version
    from (
      ${[ROLLUPS.calls, ROLLUPS.traces]
        .map(
          ({ table, groupingSets, firstSet }) => tx`
      select hash_record_extended(row(bucket, shard_key, xmin), 0) as made
      from ${tx(table)}
      where project_id = ${ctx.project.id}
        and shard_key = any(${shardList(ctx)}::int[])
        and tier = ${resolution}
        and cube = ${firstSet + groupingSets.length - 1}
        and ${withinSql(tx, "bucket", ranges)}`,
        )
        .reduce((all, one) => tx`${all} union all ${one}`)}
    ) buckets`;
  const { from, to } = boundsOf(ranges);
  return `${from} ${to} ${row?.version ?? ""}`;
}
