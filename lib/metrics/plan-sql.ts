import type { TransactionSql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { dimensionOf } from "@/lib/model/filter-params";
import { figuresOf, type MetricDimension } from "@/lib/model/figure-dimensions";
import type { Fragment } from "@/lib/traces/trace-condition";
import { fingerprintsSql } from "@/lib/traces/prompt-version-sql";
import { storedValues } from "@/lib/traces/trace-condition";

import type { TimeRange } from "./plan-buckets";
import { dimensionSql } from "./dimension-sql";
import type { Plan } from "./figure-query";

export const listed = (tx: TransactionSql, fragments: readonly Fragment[]): Fragment =>
  fragments.reduce<Fragment>((all, one) => tx`${all}, ${one}`, tx``);

export const every = (tx: TransactionSql, conditions: readonly Fragment[]): Fragment =>
  conditions.reduce<Fragment>((all, one) => tx`${all} and ${one}`, tx`true`);

export const moment = (ms: number): string => new Date(ms).toISOString();

/** Number of the point that a moment belongs to, from 1; null when there is one point for the whole range. */
export function pointSql(tx: TransactionSql, { interval, points }: Plan, column: string): Fragment {
  if (interval === "range") return tx`null::int`;
  let starts = writtenPoints.get(points);
  if (starts === undefined)
    writtenPoints.set(points, (starts = plainArray(points.map((ms) => `"${moment(ms)}"`))));
  return tx`width_bucket(${tx(column)}, ${starts}::timestamptz[])`;
}

/** Of a question that is read in several parts, the points are written down once. */
const writtenPoints = new WeakMap<readonly number[], string>();

/** From the first of several ranges to the last. */
export const boundsOf = (ranges: readonly TimeRange[]): TimeRange => ({
  from: Math.min(...ranges.map(({ from }) => from)),
  to: Math.max(...ranges.map(({ to }) => to)),
});

/** With more ranges than these the planner takes longer than a few rows too many. */
const MOST_RANGES = 40;

/**
 * Within any of these ranges, each of which an index finds: a month that begins and ends within a minute has minutes at both
 * ends, and a late span makes a stale one anywhere; what lies between is not read. The bounds around all of them find the partitions.
 */
export function withinSql(tx: TransactionSql, column: string, ranges: readonly TimeRange[]): Fragment {
  const within = ({ from, to }: TimeRange): Fragment =>
    tx`${tx(column)} >= ${moment(from)}::timestamptz and ${tx(column)} < ${moment(to)}::timestamptz`;
  const around = within(boundsOf(ranges));
  if (ranges.length === 1) return around;
  if (ranges.length <= MOST_RANGES)
    return tx`${around} and (${ranges.map(within).reduce((all, one) => tx`${all} or ${one}`)})`;
  // Ranges ascend and do not touch: the last one that begins before a moment is the only one that may hold it.
  const froms = plainArray(ranges.map(({ from }) => `"${moment(from)}"`));
  const tos = plainArray(ranges.map(({ to }) => `"${moment(to)}"`));
  return tx`${around} and ${tx(column)} < (${tos}::timestamptz[])[width_bucket(${tx(column)}, ${froms}::timestamptz[])]`;
}

/** Filters as conditions on a relation with the columns of `dimensions`, `prefix` before their names. */
export function conditionsOf(
  tx: TransactionSql,
  ctx: Context,
  { filters }: Plan,
  prefix: string,
): Fragment[] {
  return (Object.entries(filters) as [MetricDimension, readonly string[]][]).map(([name, values]) => {
    const stored = dimensionOf(name).filter?.stored;
    return stored === "fingerprint"
      ? tx`${tx.unsafe(`${prefix}${figuresOf(name).rolledUp}`)} = any(${fingerprintsSql(tx, ctx, values)})`
      : tx`${tx.unsafe(dimensionSql(name, prefix))} = any(${textArray(storedValues(stored, values))}::text[])`;
  });
}

export const groupColumns = (tx: TransactionSql, plan: Plan, prefix: string): Fragment[] =>
  plan.groupBy.map(
    (name, index) => tx`${tx.unsafe(dimensionSql(name, prefix))} as ${tx.unsafe(`g${index}`)}`,
  );

/** A sum of the rows of a group, or each row's part of it. */
export const summed = (tx: TransactionSql, { sumsAs }: Plan, sql: string, name: string): Fragment =>
  sumsAs === "terms"
    ? tx`${tx.unsafe(sql)} as ${tx(name)}`
    : tx`sum(${tx.unsafe(sql)})::${tx.unsafe(sumsAs)} as ${tx(name)}`;

/** Point and groups, by their place in the list of columns. */
export const grouping = (tx: TransactionSql, plan: Plan, more = 0): Fragment =>
  tx.unsafe(Array.from({ length: 1 + plan.groupBy.length + more }, (_, index) => index + 1).join(", "));
