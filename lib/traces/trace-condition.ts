import type { ISql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Filter } from "@/lib/model/dimension";
import type { FilterParam } from "@/lib/model/filter-params";
import { sameModel } from "@/lib/model/model-name";
import { nanoOfUsd } from "@/lib/money/nano-usd";

import { parseFingerprint } from "./fingerprint";
import type { PendingQuery, Row } from "postgres";

export type Fragment = PendingQuery<Row[]>;

/** A column of `traces` compared with a value: data, so that the store's functions can make it (0045_trace_filters.sql). */
export interface ColumnCondition {
  column: string;
  test: "any" | "overlap" | "is" | "least" | "most";
  type: "text[]" | "bigint[]" | "bigint" | "boolean";
  /** As text that the type reads. */
  value: string;
}

/** Wanted values as they are stored; what is no fingerprint is stored nowhere. */
export function storedValues(stored: Filter["stored"], values: readonly string[]): string[] {
  if (stored === "model") return values.map(sameModel);
  return stored === "fingerprint" ? values.flatMap((value) => parseFingerprint(value) ?? []) : [...values];
}

/** Amounts are stored in nanoseconds and in billionths of a dollar. */
export const amountOf = (value: unknown): string =>
  String(typeof value === "number" ? Math.round(value * 1e6) : (nanoOfUsd(String(value)) ?? 0n));

/** Whether what was said of a parameter with two values means true. */
export const meansTrue = ({ values = {} }: FilterParam, value: unknown): boolean =>
  String(value) === Object.keys(values)[1];

/** What a parameter says of one column; null: it is no column that it is about. */
export function columnCondition(param: FilterParam, value: unknown): ColumnCondition | null {
  const { trace, stored } = param.filter;
  if (trace === undefined || "is" in trace) return null;
  if ("flag" in trace)
    return { column: trace.flag, test: "is", type: "boolean", value: String(meansTrue(param, value)) };
  if ("amount" in trace)
    return {
      column: trace.amount,
      test: param.bound === "max" ? "most" : "least",
      type: "bigint",
      value: amountOf(value),
    };
  const values = storedValues(stored, value as string[]);
  const isNumber = stored === "fingerprint";
  return {
    ...("list" in trace ? { column: trace.list, test: "overlap" } : { column: trace.column, test: "any" }),
    type: isNumber ? "bigint[]" : "text[]",
    value: isNumber ? plainArray(values) : textArray(values),
  };
}

/** The same as SQL over `traces`. */
export function columnSql(sql: ISql, { column, test, type, value }: ColumnCondition): Fragment {
  const left = sql`traces.${sql(column)}`;
  // As a parameter a truth must be one: the driver takes any text for false.
  const right = test === "is" ? sql`${value === "true"}` : sql`${value}::${sql.unsafe(type)}`;
  if (test === "any") return sql`${left} = any(${right})`;
  const operator = { overlap: "&&", is: "=", least: ">=", most: "<=" }[test];
  return sql`${left} ${sql.unsafe(operator)} ${right}`;
}
