import type { TransactionSql } from "postgres";

import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { inputTokens, outputTokens } from "@/lib/cost/token-sums";
import { namedVersions } from "@/lib/latency/named-versions";
import { pointStarts, type Interval } from "@/lib/metrics/intervals";
import { readDataPoints, type DataPoint } from "@/lib/metrics/read-data-points";
import { readTop } from "@/lib/metrics/read-top";
import { rangeBefore } from "@/lib/time/range";

import { readSpend } from "./read-spend";
import {
  costSource,
  interactionSource,
  isUsage,
  ofModelCalls,
  type SpendGroup,
  type SpendQuery,
} from "./spend-query";

/** One line of the table. */
export interface BreakdownRow {
  /** Null: calls without a value. */
  group: string | null;
  costNano: bigint;
  /** Null: users' shares do not count calls. */
  calls: number | null;
  unknownCalls: number;
  estimated: number;
  /** Null: interactions do not divide by this grouping. */
  interactions: number | null;
  inputTokens: number;
  outputTokens: number;
  /** Null: not among the groups that were looked up. */
  costBeforeNano: bigint | null;
  /** Calls, or interactions of a user, of the period before. */
  casesBefore: number;
}

export interface Breakdown {
  group: SpendGroup;
  /** What values are called where that is not the value itself: `name@version` by fingerprint. */
  names: Record<string, string>;
  rows: BreakdownRow[];
  /** Groups beyond `rows`, together; null: none. */
  rest: { groups: number; costNano: bigint; unknownCalls: number } | null;
  /** Starts of the points, milliseconds. */
  times: number[];
  /** Cost over time of the largest groups, and of all others together (`group` undefined); null where only unknown cost is. */
  series: { group: string | null | undefined; nano: (bigint | null)[] }[];
}

/** Series of their own in the chart, which draws seven. */
const DRAWN = 6;
/** Users in the table: the others are one line. */
const MOST_USERS = 100;

/**
 * Cost over time and in all, told apart by one word, against the period before.
 * @throws Failure forbidden
 */
export async function costBreakdown(
  ctx: Context,
  query: SpendQuery,
  group: SpendGroup,
  interval: Interval,
): Promise<Breakdown> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) =>
      group === "user" && isUsage(query.filters)
        ? byUser(tx, ctx, query, interval)
        : byGroup(tx, ctx, query, group, interval),
    { readOnly: true },
  );
}

const drawnOf = (rows: readonly BreakdownRow[]) => rows.slice(0, DRAWN).map(({ group }) => group);

const byCost = (a: { costNano: bigint }, b: { costNano: bigint }): number =>
  a.costNano < b.costNano ? 1 : a.costNano > b.costNano ? -1 : 0;

async function byGroup(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  group: SpendGroup,
  interval: Interval,
): Promise<Breakdown> {
  const before = rangeBefore(query);
  const costs = (one: SpendQuery, step: Interval) =>
    readDataPoints(tx, ctx, {
      source: "calls",
      sums: ["cost_nano_usd", "unknown_cost_count", "calls"],
      from: one.from,
      to: one.to,
      zone: one.zone,
      interval: step,
      groupBy: [group],
      filters: ofModelCalls(one.filters),
    });
  const [spend, costsBefore, points, counted, names] = await Promise.all([
    readSpend(tx, ctx, query, [group]),
    costs(before, "range"),
    costs(query, interval),
    readInteractionsBy(tx, ctx, query, group),
    group === "prompt_version" ? namedVersions(tx, ctx) : {},
  ]);
  const beforeOf = new Map(costsBefore.map(({ groups, sums }) => [groups[0] ?? null, sums]));
  const rows = spend
    .map((one): BreakdownRow => ({
      group: one.groups[0] ?? null,
      costNano: one.costNano,
      calls: one.calls,
      unknownCalls: one.unknownCalls,
      estimated: one.estimated,
      interactions: counted === null ? null : (counted.get(one.groups[0] ?? null) ?? 0),
      inputTokens: inputTokens(one.tokens),
      outputTokens: outputTokens(one.tokens),
      costBeforeNano: beforeOf.get(one.groups[0] ?? null)?.cost_nano_usd ?? 0n,
      casesBefore: Number(beforeOf.get(one.groups[0] ?? null)?.calls ?? 0n),
    }))
    .sort((a, b) => byCost(a, b) || (b.calls ?? 0) - (a.calls ?? 0));
  return { group, names, rows, rest: null, ...seriesOf(query, interval, drawnOf(rows), points) };
}

async function readInteractionsBy(
  tx: TransactionSql,
  ctx: Context,
  { from, to, zone, filters }: SpendQuery,
  group: SpendGroup,
): Promise<Map<string | null, number> | null> {
  const source = interactionSource(filters, group);
  if (source === null || source === "usage") return null;
  const cells = await readDataPoints(tx, ctx, {
    source,
    sums: ["interactions"],
    from,
    to,
    zone,
    interval: "range",
    groupBy: [group],
    filters,
  });
  return new Map(cells.map(({ groups, sums }) => [groups[0] ?? null, Number(sums.interactions ?? 0n)]));
}

async function byUser(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  interval: Interval,
): Promise<Breakdown> {
  const { from, to, zone, filters } = query;
  const asked = { source: "usage", zone, filters } as const;
  const sums = ["cost_nano_usd", "unknown_cost_count", "interactions", "input_tokens", "output_tokens"];
  const top = await readTop(tx, ctx, {
    ...asked,
    sums,
    from,
    to,
    groupBy: "user",
    by: "cost_nano_usd",
    top: MOST_USERS,
  });
  const largest = top.groups.filter(({ group }) => group !== null).map(({ group }) => group as string);
  const before = rangeBefore(query);
  const [costsBefore, drawn, all] = await Promise.all([
    largest.length === 0
      ? []
      : readDataPoints(tx, ctx, {
          ...asked,
          sums: ["cost_nano_usd", "interactions"],
          from: before.from,
          to: before.to,
          interval: "range",
          groupBy: ["user"],
          filters: { ...filters, user: largest },
        }),
    largest.length === 0
      ? []
      : readDataPoints(tx, ctx, {
          ...asked,
          sums: ["cost_nano_usd", "unknown_cost_count"],
          from,
          to,
          interval,
          groupBy: ["user"],
          filters: { ...filters, user: largest.slice(0, DRAWN) },
        }),
    readDataPoints(tx, ctx, {
      ...costSource(filters),
      sums: ["cost_nano_usd", "unknown_cost_count"],
      from,
      to,
      zone,
      interval,
    }),
  ]);
  const beforeOf = new Map(costsBefore.map(({ groups, sums }) => [groups[0] ?? null, sums]));
  const rows = top.groups.map(({ group, sums }): BreakdownRow => ({
    group,
    costNano: sums.cost_nano_usd ?? 0n,
    calls: null,
    unknownCalls: Number(sums.unknown_cost_count ?? 0n),
    estimated: 0,
    interactions: Number(sums.interactions ?? 0n),
    inputTokens: Number(sums.input_tokens ?? 0n),
    outputTokens: Number(sums.output_tokens ?? 0n),
    costBeforeNano: group === null ? null : (beforeOf.get(group)?.cost_nano_usd ?? 0n),
    casesBefore: Number(beforeOf.get(group)?.interactions ?? 0n),
  }));
  const others = top.count - rows.length;
  const left = (name: "cost_nano_usd" | "unknown_cost_count"): bigint =>
    top.groups.reduce((sum, { sums }) => sum - (sums[name] ?? 0n), top.total[name] ?? 0n);
  const rest =
    others <= 0
      ? null
      : { groups: others, costNano: left("cost_nano_usd"), unknownCalls: Number(left("unknown_cost_count")) };
  return {
    group: "user",
    names: {},
    rows,
    rest,
    ...seriesOf(query, interval, largest.slice(0, DRAWN), drawn, all),
  };
}

/** Nothing known and something unknown is unknown, not free. */
const knownOf = (nano: bigint, unknown: bigint): bigint | null => (nano === 0n && unknown > 0n ? null : nano);

/**
 * Points as one series a group and one of all others.
 * @param groups those with a series of their own
 * @param whole cells of all groups together, where not every group was read: what the drawn ones do not hold is the others'
 */
function seriesOf(
  { from, to, zone }: SpendQuery,
  interval: Interval,
  groups: readonly (string | null)[],
  cells: readonly DataPoint[],
  whole: readonly DataPoint[] = [],
): Pick<Breakdown, "times" | "series"> {
  const times = pointStarts(Date.parse(from), Date.parse(to), interval, zone);
  const place = new Map(times.map((time, index) => [time, index]));
  const course = () => times.map(() => ({ nano: 0n, unknown: 0n }));
  const drawn = new Map(groups.map((group) => [group, course()]));
  const others = course();
  const add = (to: ReturnType<typeof course>, { at, sums }: DataPoint, sign: 1n | -1n) => {
    const point = to[place.get(Date.parse(at ?? "")) ?? -1];
    if (!point) return;
    point.nano += sign * (sums.cost_nano_usd ?? 0n);
    point.unknown += sign * (sums.unknown_cost_count ?? 0n);
  };
  for (const cell of whole) add(others, cell, 1n);
  for (const cell of cells) {
    const own = drawn.get(cell.groups[0] ?? null);
    add(own ?? others, cell, 1n);
    if (own && whole.length > 0) add(others, cell, -1n);
  }
  const values = (of: ReturnType<typeof course>) => of.map(({ nano, unknown }) => knownOf(nano, unknown));
  const anyOther = others.some(({ nano, unknown }) => nano !== 0n || unknown !== 0n);
  return {
    times,
    series: [
      ...[...drawn].map(([group, own]) => ({ group, nano: values(own) })),
      ...(anyOther ? [{ group: undefined, nano: values(others) }] : []),
    ],
  };
}
