import type { ISql, TransactionSql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { FILTER_PARAMS, isSaid, type FilterParam } from "@/lib/model/filter-params";

import type { Cursor } from "./cursor";
import { rangeOf, type TraceFilter } from "./filter";
import { shardList } from "./filter-sql";
import type { Fragment } from "./trace-condition";
import { fingerprintsOf } from "./prompt-version-sql";
import { columnCondition, type ColumnCondition } from "./trace-condition";

/** Newest traces that are looked at in the order of time before the index is asked: most filters fill a page from them. */
const LOOK = 2_000;

/** The part of a filter that an index knows, as the store's `find_traces` takes it. */
export interface IndexedFilter {
  conditions: (ColumnCondition & {
    /** What the index of words has, as an array's text. */ words?: string;
  })[];
  /** The filter says no more than this. */
  isAll: boolean;
}

/** Null: no index helps. */
export async function indexedFilter(
  tx: TransactionSql,
  ctx: Context,
  filter: TraceFilter,
): Promise<IndexedFilter | null> {
  // Ids are an index of their own.
  if (filter.among !== undefined) return null;
  const said = FILTER_PARAMS.filter(({ name }) => isSaid(filter[name]));
  const indexed = said.filter(isIndexed);
  if (indexed.length === 0) return null;
  const conditions = indexed.map(async (param): Promise<IndexedFilter["conditions"]> => {
    const value = filter[param.name];
    const condition = columnCondition(param, value);
    if (condition === null) return [];
    const { trace, stored } = param.filter;
    // Prompt versions may also be said by name: which those are is looked up.
    if (trace !== undefined && "list" in trace && stored === "fingerprint")
      condition.value = plainArray(await fingerprintsOf(tx, ctx, value as string[]));
    if (trace?.index !== "words") return [condition];
    return [{ ...condition, words: textArray(wordsOf(ctx, param, condition, value)) }];
  });
  return { conditions: (await Promise.all(conditions)).flat(), isAll: indexed.length === said.length };
}

/** Of amounts the index knows what is at least so much; of nothing what it is not. */
const isIndexed = ({ filter, bound }: FilterParam): boolean =>
  filter.trace?.index !== undefined && (bound === undefined || bound === "min");

/** Any of these has the trace in `trace_words` (0018_find_traces.sql), whose words begin with whose they are. */
function wordsOf(ctx: Context, param: FilterParam, condition: ColumnCondition, value: unknown): string[] {
  const project = ctx.project.id;
  if (condition.test === "is") return [`${project} ${String(value)}`];
  if (condition.test === "any")
    return (value as string[]).map((one) => `${project} ${param.dimension} ${one}`);
  const first = stepOf(Number(condition.value));
  return Array.from(
    { length: LAST_STEP - first + 1 },
    (_, index) => `${project} ${param.dimension} ${first + index}`,
  );
}

/** Amounts stand in the index in steps of half an octave. */
const LAST_STEP = 108;
/** Two programs' logarithms may differ in the last digit: a step too many is harmless, as the amount itself is compared too. */
const stepOf = (amount: number): number =>
  Math.max(0, Math.min(LAST_STEP, Math.floor(2.885390081777927 * Math.log(Math.max(amount, 1)) - 1e-9)));

/** Rows of `traces` that the conditions hold for, to be named `traces` in a `from`; the newest or the oldest after a cursor. */
export function foundTraces(
  sql: ISql,
  ctx: Context,
  range: Pick<TraceFilter, "from" | "to">,
  { conditions }: IndexedFilter,
  page: { after: Cursor | null; most: number; oldestFirst?: boolean; look?: number },
): Fragment {
  const { from, to } = rangeOf(range, ctx.now());
  const [at, id] = page.after ?? [null, null];
  return sql`find_traces(${ctx.project.id}, ${shardList(ctx)}::int[], ${from}::timestamptz, ${to}::timestamptz,
    ${at}::timestamptz, ${id}::uuid, ${page.oldestFirst !== true}, ${page.most}, ${JSON.stringify(conditions)}::jsonb, ${page.look ?? LOOK})`;
}

/** The same traces counted, and failures among them, by bucket of time: to be read from. */
export function countedTraces(
  sql: ISql,
  ctx: Context,
  range: Pick<TraceFilter, "from" | "to">,
  { conditions }: IndexedFilter,
  starts: readonly string[],
): Fragment {
  const { from, to } = rangeOf(range, ctx.now());
  return sql`count_traces(${ctx.project.id}, ${shardList(ctx)}::int[], ${from}::timestamptz, ${to}::timestamptz,
    ${textArray(starts)}::timestamptz[], ${JSON.stringify(conditions)}::jsonb)`;
}
