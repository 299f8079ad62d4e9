import type { TransactionSql } from "postgres";

import { textArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { findAnomalies, mayHoldAnomaly } from "@/lib/cost/anomalies";
import type { Anomaly, HourlyCosts } from "@/lib/cost/anomaly";
import { nameCauses, scaled, type ModelCalls, type NamedCause } from "@/lib/cost/anomaly-causes";
import { phasesOf } from "@/lib/cost/project-month";
import { readPriceBook } from "@/lib/cost/read-price-book";
import { tokenWeights } from "@/lib/cost/token-weights";
import { USAGE_CUBES } from "@/lib/derive/rollup-sql";
import { readSeriesOfSums } from "@/lib/metrics/read-series";
import { sampleWindows } from "@/lib/stats/sample-windows";
import { shardList } from "@/lib/traces/filter-sql";

import { readSpend, type Spend } from "./read-spend";
import { costSource, isUsage, ofModelCalls, type SpendQuery } from "./spend-query";

/** Hours of a feature, or of one user in a feature, that cost far more than such hours do. */
export interface CostAnomaly {
  feature: string | null;
  /** Undefined: of the whole feature; null: calls that name nobody. */
  user: string | null | undefined;
  from: string;
  to: string;
  costUsd: number;
  expectedUsd: number;
  causes: NamedCause[];
}

export interface CostAnomalies {
  /** The most above what was expected first. */
  list: CostAnomaly[];
  /** Found beyond those that are listed. */
  more: number;
  /** Users whose spending was looked at, hour by hour: those with an hour of at least ten cents. */
  users: number;
  minimumUsd: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** History before the range: four weeks of the same hour, for users two weeks of the same hour of the day. */
const FEATURE_HISTORY_MS = 28 * DAY_MS;
const USER_HISTORY_MS = 14 * DAY_MS;
/** What is usual in a call of a feature is taken from the seven whole days before. */
const USUAL_MS = 7 * DAY_MS;
const MOST_LISTED = 12;
/** Users whose every hour is read, in the features in which they have expensive ones: those with hours that stand out most. */
const MOST_USERS = 60;

/**
 * Hours out of the ordinary in the range, by feature and by user and feature, with what made them expensive. Nothing is kept: the same
 * range gives the same list.
 * @throws Failure forbidden
 */
export async function costAnomalies(
  ctx: Context,
  query: SpendQuery,
  minimumUsd: number,
): Promise<CostAnomalies> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const features = await ofFeatures(tx, ctx, query, minimumUsd);
      const users = isUsage(query.filters)
        ? await ofUsers(tx, ctx, query, minimumUsd, features.beganMs)
        : { found: [], users: 0 };
      const found = [...features.found, ...users.found].sort((a, b) => excess(b) - excess(a));
      const list = found.slice(0, MOST_LISTED);
      const book = await readPriceBook(tx, ctx.project.id);
      const read = {
        usualOf: usualReader(tx, ctx, query),
        everybodyOf: everybodyReader(tx, ctx, query),
        weightsOf: tokenWeights(book, ctx.now()),
      };
      return {
        list: await Promise.all(list.map((one) => withCauses(tx, ctx, query, one, read))),
        more: found.length - list.length,
        users: users.users,
        minimumUsd,
      };
    },
    { readOnly: true },
  );
}

interface Found {
  feature: string | null;
  user: string | null | undefined;
  fromMs: number;
  toMs: number;
  anomaly: Anomaly;
}

const excess = ({ anomaly }: Found): number => anomaly.cost - anomaly.expected;

/** The hours that are judged and those before, which they are compared with. */
interface Hours {
  firstMs: number;
  hoursOfWeek: number[];
  rules: { from: number; minimum: number };
}

/** @param beganMs hours before the project's first call are no history: nobody was quiet then, nobody was there */
function hoursOf(query: SpendQuery, historyMs: number, minimum: number, beganMs: number): Hours {
  const rangeMs = floorHour(Date.parse(query.from));
  const firstMs = Math.max(rangeMs - historyMs, beganMs);
  return {
    firstMs,
    hoursOfWeek: phasesOf(firstMs, Date.parse(query.to), query.zone).map(([ofWeek]) => ofWeek),
    rules: { from: Math.max(0, (rangeMs - firstMs) / HOUR_MS), minimum },
  };
}

const seriesOf = ({ hoursOfWeek }: Hours) => ({
  costs: new Float64Array(hoursOfWeek.length),
  hoursOfWeek,
});

/** Judges every series of hours, which may begin before those that are known to be history. */
function anomaliesOf(
  { starts, series }: Awaited<ReturnType<typeof readSeriesOfSums>>,
  query: SpendQuery,
  hours: Hours,
  of: (groups: (string | null)[]) => Pick<Found, "feature" | "user">,
): Found[] {
  const skipped = starts.findIndex((ms) => ms >= hours.firstMs);
  return series.flatMap(({ groups, sums }) => {
    const costs = sums.subarray(skipped).map((nano) => nano / 1e9);
    return findAnomalies({ costs, hoursOfWeek: hours.hoursOfWeek }, hours.rules).map((anomaly) => ({
      ...of(groups),
      anomaly,
      fromMs: hours.firstMs + anomaly.first * HOUR_MS,
      toMs: Math.min(Date.parse(query.to), hours.firstMs + (anomaly.last + 1) * HOUR_MS),
    }));
  });
}

const floorHour = (ms: number): number => ms - (ms % HOUR_MS);
const iso = (ms: number): string => new Date(ms).toISOString();

async function ofFeatures(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  minimum: number,
): Promise<{ found: Found[]; beganMs: number }> {
  const costs = await readSeriesOfSums(tx, ctx, {
    ...costSource(query.filters),
    sum: "cost_nano_usd",
    from: iso(floorHour(Date.parse(query.from)) - FEATURE_HISTORY_MS),
    to: query.to,
    interval: "hour",
    groupBy: ["feature"],
  });
  const began = costs.starts.findIndex((_, hour) => costs.series.some(({ sums }) => (sums[hour] ?? 0) > 0));
  const beganMs = costs.starts[began] ?? Date.parse(query.to);
  const hours = hoursOf(query, FEATURE_HISTORY_MS, minimum, beganMs);
  return {
    found: anomaliesOf(costs, query, hours, ([feature = null]) => ({ feature, user: undefined })),
    beganMs,
  };
}

async function ofUsers(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  minimum: number,
  beganMs: number,
): Promise<{ found: Found[]; users: number }> {
  const hours = hoursOf(query, USER_HISTORY_MS, minimum, beganMs);
  const expensive = await expensiveHours(tx, ctx, query, hours);
  const suspects = expensive.filter(({ known }) => mayHoldAnomaly(known, hours.rules));
  const looked = new Set(expensive.map(({ user }) => user)).size;
  if (suspects.length === 0) return { found: [], users: looked };
  const users = new Set([...new Set(suspects.map(({ user }) => user))].slice(0, MOST_USERS));
  const costs = await readSeriesOfSums(tx, ctx, {
    source: "usage",
    sum: "cost_nano_usd",
    from: iso(hours.firstMs),
    to: query.to,
    interval: "hour",
    groupBy: ["user", "feature"],
    filters: query.filters,
    usersInFeatures: expensive
      .filter(({ user }) => users.has(user))
      .map(({ user, feature }) => ({ user, feature })),
  });
  const found = anomaliesOf(costs, query, hours, ([user = null, feature = null]) => ({ user, feature }));
  return { found, users: looked };
}

/**
 * What users' hours of ten cents and more cost, by user and feature, the most expensive hour first. An index holds just these, of those that are
 * rolled up: few among millions, and where anomalies are looked for.
 */
async function expensiveHours(
  tx: TransactionSql,
  ctx: Context,
  { from, to, filters }: SpendQuery,
  hours: Hours,
): Promise<{ user: string; feature: string; known: HourlyCosts }[]> {
  const anyOf = (column: string, values: readonly string[] = []) =>
    values.length === 0 ? tx`true` : tx`${tx(column)} = any(${textArray(values)}::text[])`;
  const rows = await tx<{ user: string; feature: string; at: string; nano: string }[]>`
    select user_id as user, feature, string_agg(extract(epoch from bucket)::bigint::text, ',') as at,
      string_agg(cost_nano_usd::text, ',') as nano
    from usage
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and tier = 3600
      and cube = ${USAGE_CUBES.byFeature}
      and bucket >= ${iso(hours.firstMs)}::timestamptz
      and bucket < ${to}::timestamptz
      and cost_nano_usd >= 100000000
      and user_id <> ''
      and ${anyOf("user_id", filters.user)}
      and ${anyOf("feature", filters.feature)}
      and ${anyOf("environment", filters.environment)}
    group by user_id, feature
    having max(bucket) >= ${iso(floorHour(Date.parse(from)))}::timestamptz
    order by max(cost_nano_usd) desc, user_id`;
  return rows.map(({ user, feature, at, nano }) => {
    const known = seriesOf(hours);
    const costs = nano.split(",");
    for (const [index, seconds] of at.split(",").entries()) {
      const hour = (Number(seconds) * 1000 - hours.firstMs) / HOUR_MS;
      known.costs[hour] = (known.costs[hour] ?? 0) + Number(costs[index]) / 1e9;
    }
    return { user, feature, known };
  });
}

/** What is usual in the calls of a feature before a moment, read once for all anomalies of a day. */
type ReadUsual = (filters: SpendQuery["filters"], fromMs: number) => Promise<ModelCalls[]>;

function usualReader(tx: TransactionSql, ctx: Context, query: SpendQuery): ReadUsual {
  const read = new Map<string, Promise<ModelCalls[]>>();
  return (filters, fromMs) => {
    const to = fromMs - (fromMs % DAY_MS);
    const key = JSON.stringify([filters, to]);
    let one = read.get(key);
    if (!one)
      read.set(
        key,
        (one = readModels(tx, ctx, { ...query, filters, from: iso(to - USUAL_MS), to: iso(to) })),
      );
    return one;
  };
}

/** Calls and cost (nano-dollars) of everybody within hours of the question, or the last part of one. */
type ReadEverybody = (fromMs: number, toMs: number) => Promise<{ calls: number; cost: number }>;

/** Asked once, by hour, for all anomalies. */
function everybodyReader(tx: TransactionSql, ctx: Context, query: SpendQuery): ReadEverybody {
  const from = iso(floorHour(Date.parse(query.from)));
  const ask = (sum: string) =>
    readSeriesOfSums(tx, ctx, {
      source: "calls",
      sum,
      from,
      to: query.to,
      interval: "hour",
      filters: ofModelCalls({}),
    });
  let asked: Promise<[Awaited<ReturnType<typeof ask>>, Awaited<ReturnType<typeof ask>>]> | undefined;
  return async (fromMs, toMs) => {
    const [calls, costs] = await (asked ??= Promise.all([ask("calls"), ask("cost_nano_usd")]));
    const within = ({ starts, series }: typeof calls): number =>
      (series[0]?.sums ?? new Float64Array())
        .filter((_, hour) => (starts[hour] as number) >= fromMs && (starts[hour] as number) < toMs)
        .reduce((sum, value) => sum + value, 0);
    return { calls: within(calls), cost: within(costs) };
  };
}

interface Reads {
  usualOf: ReadUsual;
  everybodyOf: ReadEverybody;
  weightsOf: ReturnType<typeof tokenWeights>;
}

async function withCauses(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  { feature, user, fromMs, toMs, anomaly }: Found,
  { usualOf, everybodyOf, weightsOf }: Reads,
): Promise<CostAnomaly> {
  const { environment } = query.filters;
  // A feature without a name cannot be filtered by: its causes are read among all.
  const filters = { ...query.filters, environment, ...(feature === null ? {} : { feature: [feature] }) };
  const within = { ...query, from: iso(fromMs), to: iso(toMs) };
  const users = user ? [user] : (query.filters.user ?? []);
  const [usual, now] = await Promise.all([
    // How a feature is usually used says more of a user than their own few hours before.
    usualOf({ ...filters, user: [] }, fromMs),
    users.length === 0
      ? readModels(tx, ctx, { ...within, filters })
      : readModelsOfUsers(
          tx,
          ctx,
          { ...within, filters: { ...filters, user: users } },
          { cost: anomaly.cost, everybody: await everybodyOf(fromMs, toMs) },
        ),
  ]);
  return {
    feature,
    user,
    from: iso(fromMs),
    to: iso(toMs),
    costUsd: anomaly.cost,
    expectedUsd: anomaly.expected,
    causes: nameCauses(usual, now, anomaly.expected * 1e9, weightsOf),
  };
}

const modelCalls = (key: string, spend: Spend): ModelCalls => ({
  key,
  calls: spend.calls - spend.unknownCalls,
  costNano: spend.costNano,
  tokens: spend.tokens,
  retries: spend.retries,
  retryCostNano: spend.retryCostNano,
});

const readModels = async (tx: TransactionSql, ctx: Context, query: SpendQuery): Promise<ModelCalls[]> =>
  (await readSpend(tx, ctx, query, ["model", "provider"])).map((spend) =>
    modelCalls(JSON.stringify(spend.groups), spend),
  );

/** Calls of anybody that are read to find those of some users: at the least, and at the most. */
const LEAST_CALLS = 500;
const MOST_CALLS = 4_000;
/** So many of the users' own calls say what they consist of, where they cost as much as those of others. */
const ENOUGH_CALLS = 200;
const WINDOWS = 4;

/**
 * Models of some users' calls: no roll-up tells them, so they are looked for among everybody's. Where these are very many, only within a
 * few windows, and what was spent there stands for all.
 */
async function readModelsOfUsers(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  { cost, everybody }: { cost: number; everybody: Awaited<ReturnType<ReadEverybody>> },
): Promise<ModelCalls[]> {
  // Whoever reads raw calls reads those of every feature.
  const share = (cost * 1e9) / Math.max(1, everybody.cost);
  const samples = sampleWindows(
    { from: Date.parse(query.from), to: Date.parse(query.to) },
    everybody.calls,
    Math.min(MOST_CALLS, Math.max(LEAST_CALLS, ENOUGH_CALLS / share)),
    WINDOWS,
  );
  const models = (await readSpend(tx, ctx, query, ["model", "provider"], samples)).map((spend) =>
    modelCalls(JSON.stringify(spend.groups), spend),
  );
  const found = models.reduce((sum, { costNano }) => sum + Number(costNano), 0);
  return samples.length === 1 || found === 0
    ? models
    : models.map((one) => scaled(one, (cost * 1e9) / found));
}
