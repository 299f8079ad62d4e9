import type { TransactionSql } from "postgres";

import { plainArray, uuidArray } from "@/db/pg-array";
import { may } from "@/lib/auth/roles";
import { BodySearch, type FoundRecord } from "@/lib/bodies/body-search";
import type { Context } from "@/lib/context";

import { rangeOf, type TraceFilter } from "./filter";
import { shardList } from "./filter-sql";
import { namedTraces } from "./named-traces";
import type { Fragment } from "./trace-condition";

/** More are not told one by one. */
const MOST_TRACES = 5_000;
const DAY_MS = 86_400_000;
/** A year and a bit: a longer range is looked through day by day, by the list. */
const MOST_DAYS = 400;

/** Null: who asks may not read content. */
export function bodySearch(tx: TransactionSql, ctx: Context, q: string): BodySearch | null {
  const { id: projectId, shardKeys } = ctx.project;
  return may(ctx.actor, "read_content") ? new BodySearch(tx, { projectId, shardKeys }, q) : null;
}

/** Traces whose spans have these records: those of a copy that another one superseded carry nothing any more. */
export async function carriersOf(
  tx: TransactionSql,
  ctx: Context,
  found: readonly FoundRecord[],
  { from, to }: { from: string; to: string },
): Promise<string[]> {
  if (found.length === 0) return [];
  const of = (time: "started_at" | "occurred_at") => tx`
    project_id = ${ctx.project.id}
    and shard_key = any(${shardList(ctx)}::int[])
    and ${tx(time)} >= ${from}::timestamptz
    and ${tx(time)} < ${to}::timestamptz
    and trace_id = any(${uuidArray([...new Set(found.map(({ traceId }) => traceId))])}::uuid[])
    and body_ref = any(${plainArray(found.map(({ ref }) => ref))}::bigint[])`;
  const rows = await tx<{ trace_id: string }[]>`
    select trace_id from spans where ${of("started_at")}
    union
    select trace_id from span_additions where ${of("occurred_at")}`;
  return rows.map((row) => row.trace_id);
}

/**
 * Traces of a filter's range that its text names or that carry it, by the filters of blocks.
 * @param bodies looks for the text; null: who asks may not read content
 * @returns ids; null: there is no text, or too many may carry it to be told apart
 */
export async function tracesWith(
  tx: TransactionSql,
  ctx: Context,
  filter: Pick<TraceFilter, "from" | "to" | "q">,
  bodies = bodySearch(tx, ctx, filter.q?.trim() ?? ""),
): Promise<string[] | null> {
  const q = filter.q?.trim() ?? "";
  if (q === "") return null;
  const { from, to } = rangeOf(filter, ctx.now());
  // A trace's later spans may lie on any day after it.
  const until = new Date(Math.max(Date.parse(to), ctx.now().getTime())).toISOString();
  const days = daysBetween(from, until);
  if (days.length > MOST_DAYS) return null;
  const found = bodies === null ? [] : await bodies.recordsOf(days);
  if (found === null) return null;
  const named = await namedTraces(tx, ctx, { from, to }, q, MOST_TRACES + 1);
  const carriers = await carriersOf(tx, ctx, found, {
    from: dayBefore(from),
    to: `${days.at(-1)}T24:00:00Z`,
  });
  const ids = [...new Set([...carriers, ...named])];
  return ids.length > MOST_TRACES ? null : ids;
}

/** Null: all of them. */
export const amongSql = (tx: TransactionSql, ids: readonly string[] | null): Fragment =>
  ids === null ? tx`true` : tx`traces.trace_id = any(${uuidArray(ids)}::uuid[])`;

const dayBefore = (iso: string): string => new Date(Date.parse(iso) - DAY_MS).toISOString();

/** Days of a range and the one after it: clocks of clients differ. */
function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  const last = Date.parse(to) + DAY_MS;
  for (let at = Math.floor(Date.parse(from) / DAY_MS) * DAY_MS; at < last; at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
