import type { ISql, TransactionSql } from "postgres";

import { textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { nanoOfUsd } from "@/lib/money/nano-usd";

import type { Cursor } from "./cursor";
import { rangeOf, type TraceFilter } from "./filter";
import { shardList, type Fragment } from "./filter-sql";
import { fingerprintsOf } from "./prompt-version-sql";

/** Words that the database's `find_traces` takes as they are. */
const LISTED = [
  "environment",
  "feature",
  "release",
  "user",
  "session",
  "error_type",
  "model",
  "provider",
  "tool",
  "tag",
] as const;
const INDEXED = new Set<string>([...LISTED, "prompt_version", "status", "min_duration_ms", "min_cost_usd"]);
/** What says which page, not which traces. */
const ABOUT_THE_PAGE = new Set(["from", "to", "q", "cursor", "limit", "format"]);

/** Newest traces that are looked at in the order of time before the index is asked: most filters fill a page from them. */
const LOOK = 2_000;

/** The part of a filter that an index knows, as `find_traces` takes it. */
export interface IndexedWords {
  words: Record<string, string[] | string | number>;
  /** The filter says no more than these words. */
  isAll: boolean;
}

const says = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/** Null: no index helps. */
export async function indexedWords(
  tx: TransactionSql,
  ctx: Context,
  filter: TraceFilter,
): Promise<IndexedWords | null> {
  const words: IndexedWords["words"] = {};
  for (const word of LISTED) if (filter[word].length > 0) words[word] = filter[word];
  if (filter.prompt_version.length > 0)
    words.prompt_fingerprint = await fingerprintsOf(tx, ctx, filter.prompt_version);
  if (filter.status !== undefined) words.status = filter.status;
  if (filter.min_duration_ms !== undefined)
    words.min_duration_ns = String(Math.round(filter.min_duration_ms * 1e6));
  if (filter.min_cost_usd !== undefined)
    words.min_cost_nano_usd = String(nanoOfUsd(filter.min_cost_usd) ?? 0n);
  if (Object.keys(words).length === 0) return null;
  const isAll = Object.entries(filter).every(
    ([word, value]) => INDEXED.has(word) || ABOUT_THE_PAGE.has(word) || !says(value),
  );
  return { words, isAll };
}

/** Rows of `traces` that have the words, to be named `traces` in a `from`; the newest or the oldest after a cursor. */
export function foundTraces(
  sql: ISql,
  ctx: Context,
  range: Pick<TraceFilter, "from" | "to">,
  { words }: IndexedWords,
  page: { after: Cursor | null; most: number; oldestFirst?: boolean; look?: number },
): Fragment {
  const { from, to } = rangeOf(range, ctx.now());
  const [at, id] = page.after ?? [null, null];
  return sql`find_traces(${ctx.project.id}, ${shardList(ctx)}::int[], ${from}::timestamptz, ${to}::timestamptz,
    ${at}::timestamptz, ${id}::uuid, ${page.oldestFirst !== true}, ${page.most}, ${JSON.stringify(words)}::jsonb, ${page.look ?? LOOK})`;
}

/** Traces with the words and failures among them, by stretch of time: to be read from. */
export function countedTraces(
  sql: ISql,
  ctx: Context,
  range: Pick<TraceFilter, "from" | "to">,
  { words }: IndexedWords,
  starts: readonly string[],
): Fragment {
  const { from, to } = rangeOf(range, ctx.now());
  return sql`count_traces(${ctx.project.id}, ${shardList(ctx)}::int[], ${from}::timestamptz, ${to}::timestamptz,
    ${textArray(starts)}::timestamptz[], ${JSON.stringify(words)}::jsonb)`;
}
