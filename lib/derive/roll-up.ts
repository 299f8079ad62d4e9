import type { Sql, Tx } from "@/db/client";
import { isUnavailable } from "@/db/error-codes";

import { histogramSumOf } from "@/lib/stats/histogram-bytes";

import { DEFAULT_LABEL_LIMITS, type LabelLimits, type Met, noteLabels, roomIn } from "./label-days";
import { LOOKED_FOR_MS, TEN_SECOND_BUCKETS_MADE_MS, TEN_SECOND_BUCKETS_MARKED_MS } from "./mark-stale";
import { retrying } from "./retry";
import type { SetAside } from "./set-aside";
import { type Tier, TIERS } from "./tiers";
import { type LabelSource, LONGER_BUCKETS, LONGER_USAGE, ROLLUPS, SHORT_BUCKETS } from "./rollup-sql";

export interface RollUpOptions {
  /** Do not wait for marks to settle; buckets still have to be closed. For rebuilding and tests. */
  settled?: boolean;
  /** Groups of buckets a tier at most. */
  limit?: number;
  /** Groups that failed wait in here; absent: everything is tried. */
  setAside?: SetAside;
  /** What is told apart within a day of a project. */
  limits?: LabelLimits;
  /** Groups that are made at once, each on a connection of its own. */
  lanes?: number;
}

interface Group {
  projectId: number;
  /** What is made together, by its start. */
  period: string;
  /** ISO times, ascending. */
  buckets: string[];
}

/**
 * Recomputes closed buckets that are marked dirty: minutes (and, for the last ones, ten-second buckets) from spans and traces, quarters of an hour from minutes, hours from
 * quarters, days (UTC) from hours.
 * A bucket is deleted and made anew, never incremented; the mark goes in the same transaction, and the tier above is marked.
 * So at every moment a bucket without a mark, and without one below it, equals what its rows say.
 *
 * @param sql connected as recount_worker
 * @returns how many buckets were recomputed
 * @throws the first failure, after everything else was done
 */
export async function rollUp(sql: Sql, options: RollUpOptions = {}): Promise<number> {
  let count = 0;
  const failures: unknown[] = [];
  const limits = options.limits ?? DEFAULT_LABEL_LIMITS;
  for (const tier of TIERS) {
    const groups = await dirtyGroups(sql, tier, options);
    const lane = async (): Promise<void> => {
      for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
        const one = group;
        const key = `${one.projectId} ${tier.tier} ${one.period}`;
        if (options.setAside?.isWaiting(key)) continue;
        try {
          count += await retrying(
            async () => (await sql.begin((tx) => rollUpGroup(tx, tier, one, limits))) as number,
          );
          options.setAside?.done(key);
        } catch (error) {
          // One project's figures must not keep the others' from being made; without a database nobody's can.
          if (isUnavailable(error)) throw error;
          options.setAside?.failedAt(key);
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: options.lanes ?? 1 }, lane));
  }
  if (failures.length > 0) throw failures[0];
  return count;
}

async function dirtyGroups(
  sql: Sql,
  tier: Tier,
  { settled = false, limit = 500 }: RollUpOptions,
): Promise<Group[]> {
  const quiet = settled ? -1 : tier.quietS;
  // Somebody has to look, and older ones are no longer asked for while their minutes are kept.
  const isWanted =
    tier.tier !== 10 || settled
      ? sql`true`
      : sql`
        bucket > clock_timestamp() - make_interval(secs => ${TEN_SECOND_BUCKETS_MADE_MS / 1000})
        and project_id in (
          select project_id from figure_looks
          where looked_at > clock_timestamp() - make_interval(secs => ${LOOKED_FOR_MS / 1000}))`;
  return sql<Group[]>`
    select project_id as "projectId", date_trunc(${tier.together}, bucket, 'UTC')::text as period,
      array_agg(bucket order by bucket) as buckets
    from (
      select project_id, bucket
      from dirty_buckets
      where tier = ${tier.tier} and ${isWanted}
        and bucket + make_interval(secs => ${tier.seconds}) <= clock_timestamp() - make_interval(secs => ${tier.openS})
      group by project_id, bucket
      having max(marked_at) <= clock_timestamp() - make_interval(secs => ${quiet})
          or min(marked_at) <= clock_timestamp() - make_interval(secs => ${tier.patienceS})
    ) b
    group by 1, 2
    order by max(bucket) desc
    limit ${limit}`;
}

/** @returns 0 when another worker is at it */
async function rollUpGroup(
  tx: Tx,
  tier: Tier,
  { projectId, buckets }: Group,
  limits: LabelLimits,
): Promise<number> {
  const [lock] = await tx<{ mine: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(
      'recount roll-up of ' || extract(epoch from date_trunc(${tier.together}, ${buckets[0] ?? ""}::timestamptz, 'UTC')),
      ${projectId} * 10 + ${TIERS.indexOf(tier)})) as mine`;
  if (!lock?.mine) return 0;
  // A statement of its own, after the lock: every mark that it sees was committed together with the rows it speaks of.
  const marks = await tx<{ id: number; bucket: string }[]>`
    select id, bucket from dirty_buckets
    where project_id = ${projectId} and tier = ${tier.tier} and bucket = any(${buckets}::timestamptz[])`;
  const dirty = [...new Set(marks.map((mark) => mark.bucket))].sort();
  const [first] = dirty;
  const last = dirty.at(-1);
  if (first === undefined || last === undefined) return 0;
  const end = new Date(Date.parse(last) + tier.seconds * 1000).toISOString();
  const { from, next } = tier;
  await Promise.all([
    ...ROLLUPS.map(({ table, where }) =>
      tx`
        delete from ${tx(table)}
        where ${tx.unsafe(where)} project_id = ${projectId} and shard_key = any((select shard_keys from projects where id = ${projectId})::int[])
          and tier = ${tier.tier} and bucket = any(${dirty}::timestamptz[])`.execute(),
    ),
    from === null
      ? fillShort(tx, tier, [projectId, first, end, dirty], limits)
      : fillLonger(tx, tier, from, [projectId, first, end, dirty]),
    next &&
      tx`
        insert into dirty_buckets (project_id, tier, bucket)
        select distinct ${projectId}::int, ${next.tier}::smallint,
          date_bin(make_interval(secs => ${next.seconds}), bucket, '2000-01-01 00:00:00+00'::timestamptz)
        from unnest(${dirty}::timestamptz[]) as u (bucket)`.execute(),
    tier.tier === 3600 && markSignals(tx, projectId, dirty),
    tx`delete from dirty_buckets where id = any(${marks.map((mark) => mark.id)}::bigint[])`.execute(),
  ]);
  return dirty.length;
}

/** An hour ends, and what belongs to it arrives, before its signals are taken for made: what changes it later is late. */
const SIGNALS_MADE_MS = 70 * 60_000;

/** Signals of interactions are made once, by when these ended, which is within an hour of their start. */
const markSignals = (tx: Tx, projectId: number, hours: readonly string[]): Promise<unknown> =>
  tx`
    insert into signal_marks (project_id, hour, marked_at)
    select distinct ${projectId}::int, bucket + later, clock_timestamp()
    from unnest(${hours}::timestamptz[]) as u (bucket), (values (interval '0'), (interval '1 hour')) as l (later)
    where bucket + later < clock_timestamp() - make_interval(secs => ${SIGNALS_MADE_MS / 1000})
    order by 2
    on conflict do nothing`.execute();

const SOURCES = Object.keys(SHORT_BUCKETS) as LabelSource[];

/** Project, bounds in time, buckets. */
type Buckets = [number, string, string, string[]];

/**
 * Without nested loops: nothing is known of how many groups a statement's rows make, the planner takes one, and joining sums with
 * their histograms by a loop is quadratic (an hour of 14,000 spans took 10 s instead of 0.2 s).
 */
async function fillShort(tx: Tx, { seconds }: Tier, buckets: Buckets, limits: LabelLimits): Promise<void> {
  const day = buckets[1].slice(0, 10);
  const room = roomIn(tx, buckets[0], day, limits);
  await tx`set local enable_nestloop = off`;
  const rooms = await room;
  await Promise.all(
    SOURCES.map(async (source) => {
      const parameters = [...buckets, seconds, rooms[source], ...(source === "users" ? [day] : [])];
      const [made] = await tx.unsafe<Met[]>(SHORT_BUCKETS[source], parameters, { prepare: false });
      if (made) await noteLabels(tx, buckets[0], day, source, made);
    }),
  );
}

/** Rows that are read and written at a time: a day of thousands of combinations would not fit into memory. */
const ROWS_AT_ONCE = 2_000;

/** Sums are added up by the store; joined histograms are written each bin once, which it cannot do. */
async function fillLonger(tx: Tx, { tier, seconds }: Tier, from: number, buckets: Buckets): Promise<void> {
  const usage = tx
    .unsafe(
      from === 60 ? LONGER_USAGE.fromMinutes : LONGER_USAGE.fromSame,
      [...buckets, from, seconds, tier],
      {
        prepare: false,
      },
    )
    .execute();
  for (const [index, { histograms, fromMinutes, fromSame, insert }] of LONGER_BUCKETS.entries()) {
    const cursor = `longer_${index}`;
    await tx.unsafe(
      `declare ${cursor} no scroll cursor for ${from === 60 ? fromMinutes : fromSame}`,
      [...buckets, from, seconds],
      { prepare: false },
    );
    for (let last = false; !last;) {
      const rows = await tx.unsafe<Record<string, unknown>[]>(`fetch ${ROWS_AT_ONCE} from ${cursor}`);
      last = rows.length < ROWS_AT_ONCE;
      for (const row of rows)
        for (const name of histograms) {
          const bytes = histogramSumOf(row[name] as Uint8Array | null).bytes();
          row[name] = bytes && `\\x${bytes.toString("hex")}`;
        }
      if (rows.length > 0)
        await tx.unsafe(insert, [buckets[0], tier, JSON.stringify(rows)], { prepare: false });
    }
    await tx.unsafe(`close ${cursor}`);
  }
  await usage;
}

/** Ten-second buckets that nobody believes any more, and marks of those that nobody wanted; minutes have them. */
export async function forgetTenSecondBuckets(sql: Sql): Promise<number> {
  let gone = (
    await sql`
      delete from dirty_buckets
      where tier = 10 and bucket < clock_timestamp() - make_interval(secs => ${TEN_SECOND_BUCKETS_MARKED_MS / 1000})`
  ).count;
  for (const { table } of ROLLUPS)
    gone += (
      await sql`
        delete from ${sql(table)} /* on every shard */
        where tier = 10 and bucket < clock_timestamp() - make_interval(secs => ${(TEN_SECOND_BUCKETS_MARKED_MS * 2) / 1000})`
    ).count;
  return gone;
}
