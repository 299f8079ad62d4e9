import type { TransactionSql } from "postgres";

import { textArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { findAnomalies, type Anomaly } from "@/lib/cost/anomalies";
import { nameCauses, type ModelCalls, type NamedCause } from "@/lib/cost/anomaly-causes";
import { phasesOf } from "@/lib/cost/project-month";
import { readPriceBook } from "@/lib/cost/read-price-book";
import { tokenWeights } from "@/lib/cost/token-weights";
import { readCells, type Cell } from "@/lib/metrics/read-cells";
import { shardList } from "@/lib/traces/filter-sql";

import { readSpend } from "./read-spend";
import { costSource, isUsage, type SpendQuery } from "./spend-query";

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
/** What is usual in a call of a feature is taken from the week before. */
const USUAL_MS = 7 * DAY_MS;
const MOST_LISTED = 12;
/** Users whose dearest hours cost most; an hour below ten cents is nobody's. The index of migration 0021 holds just these. */
const MOST_USERS = 60;

/**
 * Hours out of the ordinary in the range, by feature and by user and feature, with what made them dear. Nothing is kept: the same
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
      const [features, users] = await Promise.all([
        ofFeatures(tx, ctx, query, minimumUsd),
        isUsage(query.filters) ? ofUsers(tx, ctx, query, minimumUsd) : { found: [], users: 0 },
      ]);
      const found = [...features, ...users.found].sort((a, b) => excess(b) - excess(a));
      const list = found.slice(0, MOST_LISTED);
      const book = await readPriceBook(tx, ctx.project.id);
      return {
        list: await Promise.all(
          list.map((one) => withCauses(tx, ctx, query, one, tokenWeights(book, ctx.now()))),
        ),
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

/** Judges every series of hours: cells by hour, told apart by `keyOf`. */
function judge(
  cells: readonly Cell[],
  query: SpendQuery,
  historyMs: number,
  minimum: number,
  of: (groups: (string | null)[]) => Pick<Found, "feature" | "user">,
): Found[] {
  const rangeMs = floorHour(Date.parse(query.from));
  const firstMs = rangeMs - historyMs;
  const endMs = Date.parse(query.to);
  const hours = Math.ceil((endMs - firstMs) / HOUR_MS);
  const hoursOfWeek = phasesOf(firstMs, endMs, query.zone).map(([ofWeek]) => ofWeek);
  const series = new Map<string, { groups: (string | null)[]; costs: Float64Array }>();
  let began = hours;
  for (const { at, groups, sums } of cells) {
    const key = JSON.stringify(groups);
    let one = series.get(key);
    if (!one) series.set(key, (one = { groups, costs: new Float64Array(hours) }));
    const hour = Math.floor((Date.parse(at ?? "") - firstMs) / HOUR_MS);
    one.costs[hour] = (one.costs[hour] ?? 0) + Number(sums.cost_nano_usd ?? 0n) / 1e9;
    if ((sums.cost_nano_usd ?? 0n) > 0n) began = Math.min(began, hour);
  }
  // Hours before the project's first call are no history: nobody was quiet then, nobody was there.
  return [...series.values()].flatMap(({ groups, costs }) =>
    findAnomalies(
      { costs: costs.subarray(began), hoursOfWeek: hoursOfWeek.slice(began) },
      { from: Math.max(0, (rangeMs - firstMs) / HOUR_MS - began), minimum },
    ).map((anomaly) => ({
      ...of(groups),
      anomaly,
      fromMs: firstMs + (anomaly.first + began) * HOUR_MS,
      toMs: Math.min(endMs, firstMs + (anomaly.last + began + 1) * HOUR_MS),
    })),
  );
}

const floorHour = (ms: number): number => ms - (ms % HOUR_MS);
const iso = (ms: number): string => new Date(ms).toISOString();

async function ofFeatures(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  minimum: number,
): Promise<Found[]> {
  const cells = await readCells(tx, ctx, {
    ...costSource(query.filters),
    sums: ["cost_nano_usd"],
    from: iso(floorHour(Date.parse(query.from)) - FEATURE_HISTORY_MS),
    to: query.to,
    interval: "hour",
    groupBy: ["feature"],
  });
  return judge(cells, query, FEATURE_HISTORY_MS, minimum, ([feature = null]) => ({
    feature,
    user: undefined,
  }));
}

async function ofUsers(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  minimum: number,
): Promise<{ found: Found[]; users: number }> {
  const { from, to, filters } = query;
  const users = await dearUsers(tx, ctx, query);
  if (users.length === 0) return { found: [], users: 0 };
  const cells = await readCells(tx, ctx, {
    source: "usage",
    sums: ["cost_nano_usd"],
    from: iso(floorHour(Date.parse(from)) - USER_HISTORY_MS),
    to,
    interval: "hour",
    groupBy: ["user", "feature"],
    filters: { ...filters, user: users },
  });
  const found = judge(cells, query, USER_HISTORY_MS, minimum, ([user = null, feature = null]) => ({
    user,
    feature,
  }));
  return { found, users: users.length };
}

/** Users with a dear hour in the range, the dearest first; found by an index of such hours alone, so among those that are rolled up. */
async function dearUsers(
  tx: TransactionSql,
  ctx: Context,
  { from, to, filters }: SpendQuery,
): Promise<string[]> {
  const anyOf = (column: string, values: readonly string[] = []) =>
    values.length === 0 ? tx`true` : tx`${tx(column)} = any(${textArray(values)}::text[])`;
  const rows = await tx<{ user_id: string }[]>`
    select user_id
    from usage
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and tier = 3600
      and bucket >= ${iso(floorHour(Date.parse(from)))}::timestamptz
      and bucket < ${to}::timestamptz
      and cost_nano_usd >= 100000000
      and user_id <> ''
      and ${anyOf("user_id", filters.user)}
      and ${anyOf("feature", filters.feature)}
      and ${anyOf("environment", filters.environment)}
    group by user_id
    order by max(cost_nano_usd) desc, user_id
    limit ${MOST_USERS}`;
  return rows.map(({ user_id }) => user_id);
}

async function withCauses(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  { feature, user, fromMs, toMs, anomaly }: Found,
  weightsOf: ReturnType<typeof tokenWeights>,
): Promise<CostAnomaly> {
  const { environment } = query.filters;
  // A feature without a name cannot be filtered by: its causes are read among all.
  const filters = { ...query.filters, environment, ...(feature === null ? {} : { feature: [feature] }) };
  const within = (from: number, to: number) => ({ ...query, from: iso(from), to: iso(to) });
  const modelsOf = async (one: SpendQuery): Promise<ModelCalls[]> =>
    (await readSpend(tx, ctx, one, ["model", "provider"])).map((spend) => ({
      key: JSON.stringify(spend.groups),
      calls: spend.calls - spend.unknownCalls,
      costNano: spend.costNano,
      tokens: spend.tokens,
      retries: spend.retries,
      retryCostNano: spend.retryCostNano,
    }));
  const [usual, now] = await Promise.all([
    // How a feature is usually used says more of a user than their own few hours before.
    modelsOf({ ...within(fromMs - USUAL_MS, fromMs), filters: { ...filters, user: [] } }),
    modelsOf({
      ...within(fromMs, toMs),
      filters: { ...filters, user: user ? [user] : (query.filters.user ?? []) },
    }),
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
