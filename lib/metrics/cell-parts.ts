import type { TransactionSql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { USAGE_SUMS, usageRows } from "@/lib/derive/measures";
import { TENS_BELIEVED_MS } from "@/lib/derive/mark-stale";
import { USAGE_CUBES } from "@/lib/derive/rollup-sql";
import { Failure } from "@/lib/errors";
import { sameModel } from "@/lib/model/model-name";
import { binSql } from "@/lib/stats/histogram";
import { binBytesSql } from "@/lib/stats/histogram-bytes";
import { traceFilter, type TraceFilter } from "@/lib/traces/filter";
import { filterSql, shardList, type Fragment } from "@/lib/traces/filter-sql";
import { parseFingerprint } from "@/lib/traces/fingerprint";

import { coverRange, type Stretch, type Tier } from "./cover-range";
import { pointStarts, type Interval } from "./intervals";
import { cubeFor, hasWord, MEASURES, rawDimensions, wordSql, type Source, type Word } from "./words";

/** Which sums and histograms, of which rows, over which time, told apart by which words. */
export interface CellQuery {
  source: Source;
  /** Names of lib/derive/measures.ts. */
  sums: readonly string[];
  histograms?: readonly string[];
  /** ISO times: `from` included, `to` not. */
  from: string;
  to: string;
  interval: Interval;
  /** IANA name: hours and days begin by its clocks. UTC unless told. */
  zone?: string;
  groupBy?: readonly Word[];
  /** Only rows with one of the values; no values: all rows. */
  filters?: Partial<Record<Word, readonly string[]>>;
  /** Further words of the list's filter, for interactions: they are then read from the traces themselves. */
  narrower?: Partial<TraceFilter>;
}

/** What every part of a question shares. */
export interface Plan extends CellQuery {
  groupBy: readonly Word[];
  histograms: readonly string[];
  /** Only words with values. */
  filters: Partial<Record<Word, readonly string[]>>;
  points: readonly number[];
  /** What sums are sent as: text keeps every digit, numbers can be added up further in the store. */
  sumsAs: "text" | "numeric";
}

/** One relation of a question. */
export interface CellPart {
  /** Null: read raw. */
  tier: Tier | null;
  stretches: readonly Stretch[];
  relation: Fragment;
}

/**
 * The relations `(at, g0, g1, …, <sums>, h_<histogram> as bytes)` that together hold a question's rows, each row once: one
 * for each tier of roll-ups that serves a part of the range, one for what is read raw.
 * @throws Failure bad_request when the source does not know a word
 */
export async function cellParts(
  tx: TransactionSql,
  ctx: Context,
  query: CellQuery,
  sumsAs: Plan["sumsAs"] = "text",
): Promise<{ plan: Plan; parts: CellPart[] }> {
  const { groupBy = [], histograms = [] } = query;
  const filters = Object.fromEntries(
    Object.entries(query.filters ?? {}).filter(([, values]) => values !== undefined && values.length > 0),
  ) as Plan["filters"];
  const used = [...groupBy, ...(Object.keys(filters) as Word[])];
  const unknown = used.find((word) => !hasWord(query.source, word));
  if (unknown !== undefined) throw unknownWord(query.source, unknown);
  const range = { from: Date.parse(query.from), to: Date.parse(query.to) };
  const points = pointStarts(range.from, range.to, query.interval, query.zone ?? "UTC");
  const plan: Plan = { ...query, groupBy, histograms, filters, points, sumsAs };
  const cube = query.source === "usage" ? null : cubeFor(query.source, used);
  const rolledUp = query.narrower === undefined && (query.source === "usage" || cube !== null);
  const cover = rolledUp
    ? coverRange(range, points, await staleBuckets(tx, ctx, query), ctx.now().getTime() - TENS_BELIEVED_MS)
    : { tiers: new Map<Tier, Stretch[]>(), raw: [range] };
  const parts = [...cover.tiers].map(([tier, stretches]): CellPart => ({
    tier,
    stretches,
    relation:
      query.source === "usage"
        ? usagePart(tx, ctx, plan, tier, stretches)
        : rollupPart(
            tx,
            ctx,
            plan,
            // Minutes and tens of seconds are kept in the widest cube only.
            { tier, cube: isShort(tier) ? MEASURES[query.source].firstCube : (cube as number) },
            stretches,
          ),
  }));
  if (cover.raw.length > 0)
    parts.push({ tier: null, stretches: cover.raw, relation: rawPart(tx, ctx, plan, cover.raw) });
  return { plan, parts };
}

const unknownWord = (source: Source, word: Word): Failure =>
  new Failure(
    "bad_request",
    source === "traces"
      ? `The query is wrong: whole interactions have no ${word}.`
      : `The query is wrong: users' shares are not told apart by ${word}.`,
    { details: [{ path: "group_by", message: `must not be ${word} for this metric` }] },
  );

type Stale = { tier: number; bucket: number }[];

/** Asked once a transaction and range: most pages have several questions about the same time. */
const known = new WeakMap<TransactionSql, Map<string, Promise<Stale>>>();

function staleBuckets(tx: TransactionSql, ctx: Context, { from, to }: CellQuery): Promise<Stale> {
  const asked = known.get(tx) ?? new Map<string, Promise<Stale>>();
  known.set(tx, asked);
  const key = `${from} ${to}`;
  const stale = asked.get(key) ?? askStale(tx, ctx, from, to);
  asked.set(key, stale);
  return stale;
}

async function askStale(tx: TransactionSql, ctx: Context, from: string, to: string): Promise<Stale> {
  const rows = await tx<{ tier: number; bucket: string }[]>`
    select tier, bucket
    from dirty_buckets
    where project_id = ${ctx.project.id}
      and tier in (0, 10, 60, 900, 3600)
      and bucket > ${from}::timestamptz - interval '1 day'
      and bucket < ${to}::timestamptz
    group by tier, bucket`;
  return rows.map((row) => ({ tier: row.tier, bucket: Date.parse(row.bucket) }));
}

const moment = (ms: number): string => new Date(ms).toISOString();

const listed = (tx: TransactionSql, fragments: readonly Fragment[]): Fragment =>
  fragments.length === 0 ? tx`` : fragments.map((one) => tx`, ${one}`).reduce((all, one) => tx`${all}${one}`);

const every = (tx: TransactionSql, conditions: readonly Fragment[]): Fragment =>
  conditions.reduce((all, one) => tx`${all} and ${one}`, tx`true`);

/** Number of the point that a moment belongs to, from 1; null when there is one point for the whole range. */
function pointSql(tx: TransactionSql, { interval, points }: Plan, column: string): Fragment {
  if (interval === "range") return tx`null::int`;
  const starts = plainArray(points.map((ms) => `"${moment(ms)}"`));
  return tx`width_bucket(${tx(column)}, ${starts}::timestamptz[])`;
}

/** With more stretches than these the planner takes longer than a few rows too many. */
const MOST_RANGES = 40;

/**
 * Within any of these stretches, each a range that an index finds: a month that begins and ends within a minute has minutes at both
 * ends, and a late span makes a stale one anywhere; what lies between is not read. The bounds around all of them find the partitions.
 */
export function withinSql(tx: TransactionSql, column: string, stretches: readonly Stretch[]): Fragment {
  const range = (from: number, to: number): Fragment =>
    tx`${tx(column)} >= ${moment(from)}::timestamptz and ${tx(column)} < ${moment(to)}::timestamptz`;
  const around = range(
    Math.min(...stretches.map(({ from }) => from)),
    Math.max(...stretches.map(({ to }) => to)),
  );
  if (stretches.length === 1) return around;
  if (stretches.length <= MOST_RANGES)
    return tx`${around} and (${stretches.map(({ from, to }) => range(from, to)).reduce((all, one) => tx`${all} or ${one}`)})`;
  // Stretches ascend and do not touch: the last one that begins before a moment is the only one that may hold it.
  const froms = plainArray(stretches.map(({ from }) => `"${moment(from)}"`));
  const tos = plainArray(stretches.map(({ to }) => `"${moment(to)}"`));
  return tx`${around} and ${tx(column)} < (${tos}::timestamptz[])[width_bucket(${tx(column)}, ${froms}::timestamptz[])]`;
}

/** Filters as conditions on a relation with the dimensions as columns, `prefix` before their names. */
function conditionsOf(tx: TransactionSql, ctx: Context, { filters }: Plan, prefix: string): Fragment[] {
  return (Object.entries(filters) as [Word, readonly string[]][]).map(([word, values]) =>
    word === "prompt_version"
      ? tx`${tx.unsafe(`${prefix}fingerprint`)} = any(${fingerprintsSql(tx, ctx, values)})`
      : tx`${tx.unsafe(wordSql(word, prefix))} = any(${textArray(word === "model" ? values.map(sameModel) : values)}::text[])`,
  );
}

/** Prompt versions by fingerprint, by `name@version` or by the version alone, as fingerprints. */
function fingerprintsSql(tx: TransactionSql, ctx: Context, versions: readonly string[]): Fragment {
  const fingerprints = versions.map(parseFingerprint).filter((fingerprint) => fingerprint !== null);
  return tx`${plainArray(fingerprints)}::bigint[] || array(
    select prompt_versions.fingerprint
    from prompt_versions
    join prompts on prompts.id = prompt_versions.prompt_id
    where prompt_versions.project_id = ${ctx.project.id}
      and prompts.project_id = ${ctx.project.id}
      and array[
        prompt_versions.label, prompt_versions.number::text,
        prompts.name || '@' || prompt_versions.label, prompts.name || '@' || prompt_versions.number
      ] && ${textArray(versions)}::text[])`;
}

const groupColumns = (tx: TransactionSql, plan: Plan, prefix: string): Fragment[] =>
  plan.groupBy.map((word, index) => tx`${tx.unsafe(wordSql(word, prefix))} as ${tx.unsafe(`g${index}`)}`);

/** Point and groups, by their place in the list of columns. */
const grouping = (tx: TransactionSql, plan: Plan, more = 0): Fragment =>
  tx.unsafe(Array.from({ length: 1 + plan.groupBy.length + more }, (_, index) => index + 1).join(", "));

/** From buckets of one tier and cube. */
function rollupPart(
  tx: TransactionSql,
  ctx: Context,
  plan: Plan,
  { tier, cube }: { tier: Tier; cube: number },
  stretches: readonly Stretch[],
): Fragment {
  const conditions = conditionsOf(tx, ctx, plan, "d.");
  const joined = plan.groupBy.length > 0 || conditions.length > 0;
  const measured = [
    ...plan.sums.map((name) => tx`sum(r.${tx(name)})::${tx.unsafe(plan.sumsAs)} as ${tx(name)}`),
    ...plan.histograms.map((name) => tx`string_agg(r.${tx(name)}, ''::bytea) as ${tx(`h_${name}`)}`),
  ];
  return tx`
    select ${pointSql(tx, plan, "bucket")} as at ${listed(tx, groupColumns(tx, plan, "d."))} ${listed(tx, measured)}
    from ${tx(MEASURES[plan.source as "calls"].table)} r
    ${
      joined
        ? tx`join dimensions d
          on d.project_id = r.project_id and d.cube = r.cube and d.id = r.dimension_id and d.shard_key = r.shard_key`
        : tx``
    }
    where r.project_id = ${ctx.project.id}
      and r.shard_key = any(${shardList(ctx)}::int[])
      and r.tier = ${tier}
      and r.cube = ${cube}
      and ${withinSql(tx, "bucket", stretches)}
      and ${every(tx, conditions)}
    group by ${grouping(tx, plan)}`;
}

/** What nobody named is '' there. */
const USAGE_COLUMN: Partial<Record<Word, string>> = {
  user: "user_id",
  feature: "feature",
  environment: "environment",
};

function usageOf(tx: TransactionSql, plan: Plan, time: string, from: Fragment): Fragment {
  // Columns as they are, so that an index finds them; '' is no value that anybody may ask for.
  const conditions = (Object.entries(plan.filters) as [Word, readonly string[]][]).map(
    ([word, values]) =>
      tx`${tx(USAGE_COLUMN[word] as string)} = any(${textArray(values.filter((value) => value !== ""))}::text[])`,
  );
  const groups = plan.groupBy.map(
    (word, index) => tx.unsafe(`nullif(${USAGE_COLUMN[word]}, '') as g${index}`) as Fragment,
  );
  const sums = plan.sums
    .filter((name) => (USAGE_SUMS as readonly string[]).includes(name))
    .map((name) => tx`sum(${tx(name)})::${tx.unsafe(plan.sumsAs)} as ${tx(name)}`);
  return tx`
    select ${pointSql(tx, plan, time)} as at ${listed(tx, groups)} ${listed(tx, sums)}
    from ${from}
      and ${every(tx, conditions)}
    group by ${grouping(tx, plan)}`;
}

const usagePart = (
  tx: TransactionSql,
  ctx: Context,
  plan: Plan,
  tier: Tier,
  stretches: readonly Stretch[],
): Fragment =>
  usageOf(
    tx,
    plan,
    "bucket",
    tx`usage
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and tier = ${tier}
      and cube = ${usageCube(plan, tier)}
      and ${withinSql(tx, "bucket", stretches)}`,
  );

const isShort = (tier: Tier): boolean => tier === 60 || tier === 10;

/** Minutes are kept by feature only. */
const usageCube = ({ groupBy, filters }: Plan, tier: Tier): number =>
  isShort(tier) || groupBy.includes("feature") || filters.feature !== undefined
    ? USAGE_CUBES.byFeature
    : USAGE_CUBES.byUser;

/** From spans and traces themselves, by the expressions that roll-ups are made with. */
function rawPart(tx: TransactionSql, ctx: Context, plan: Plan, stretches: readonly Stretch[]): Fragment {
  const bounds = {
    from: moment(Math.min(...stretches.map(({ from }) => from))),
    to: moment(Math.max(...stretches.map(({ to }) => to))),
  };
  if (plan.source === "usage") {
    const within = `project_id = ${Number(ctx.project.id)} and shard_key = any('${shardList(ctx)}'::int[])
      and started_at >= '${bounds.from}'::timestamptz and started_at < '${bounds.to}'::timestamptz`;
    return usageOf(
      tx,
      plan,
      "started_at",
      tx`(${tx.unsafe(usageRows(within))}) shares where ${withinSql(tx, "started_at", stretches)}`,
    );
  }
  const measures = MEASURES[plan.source];
  const isTrace = plan.source === "traces";
  const scope = isTrace
    ? filterSql(tx, ctx, traceFilter({ ...plan.narrower, ...bounds }))
    : tx`spans.project_id = ${ctx.project.id} and spans.shard_key = any(${shardList(ctx)}::int[])`;
  const bins = plan.histograms.map((name) => ({ name, sql: measures.histograms[name] as string }));
  const grouped = tx`
      select ${pointSql(tx, plan, "started_at")} as at ${listed(tx, groupColumns(tx, plan, "dim_"))}
        ${listed(
          tx,
          bins.map(({ name, sql }) => tx`${tx.unsafe(binSql(sql))} as ${tx(`bin_${name}`)}`),
        )}
        , count(*) as n ${listed(
          tx,
          plan.sums.map((name) => tx`${tx.unsafe(measures.sums[name] ?? "null")} as ${tx(name)}`),
        )}
      from (
        select ${tx(measures.raw)}.*, ${tx.unsafe(rawDimensions(plan.source, isTrace ? "user_id" : "coalesce(derived_user_id, user_id)"))}
        from ${tx(measures.raw)}
        where ${scope}
          and ${withinSql(tx, "started_at", stretches)}
          and ${tx.unsafe(measures.counted)}
      ) counted
      where ${every(tx, conditionsOf(tx, ctx, plan, "dim_"))}
      group by ${grouping(tx, plan, bins.length)}`;
  const names = plan.groupBy.map((_, index) => tx.unsafe(`g${index}`) as Fragment);
  const measured = [
    ...plan.sums.map((name) => tx`sum(${tx(name)})::${tx.unsafe(plan.sumsAs)} as ${tx(name)}`),
    ...bins.map(({ name }) => {
      const bin = `bin_${name}`;
      return tx`string_agg(${tx.unsafe(binBytesSql(bin, "n"))}, ''::bytea) filter (where ${tx(bin)} is not null) as ${tx(`h_${name}`)}`;
    }),
  ];
  return tx`
    select at ${listed(tx, names)} ${listed(tx, measured)}
    from (${grouped}) grouped
    group by ${grouping(tx, plan)}`;
}
