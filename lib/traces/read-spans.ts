import type { TransactionSql } from "postgres";

import { plainArray } from "@/db/pg-array";
import { wideRows, wideRowsInPieces } from "@/db/wide-rows";
import type { Context } from "@/lib/context";
import { readOwnPriceId, type TierUnits } from "@/lib/cost/own-price";
import { groupBy } from "@/lib/model/group-by";

import type { SpanDocument } from "./document";
import { shardList } from "./filter-sql";
import type { Fragment } from "./trace-condition";
import { stepOrder } from "./span-cursor";
import { additionColumns, contextRefOf, spanColumns, type StoredAddition, type StoredSpan } from "./span-row";

/** Where a trace lies: its days, so that only their partitions are opened. */
export interface TraceDays {
  firstDay: string;
  lastDay: string;
}

/** Null: no such trace in this project. */
export async function findTraceDays(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
): Promise<TraceDays | null> {
  const [row] = await tx<{ first_day: string | null; last_day: string | null }[]>`
    select min(first_day)::text as first_day, max(last_day)::text as last_day
    from trace_days
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and trace_id = ${traceId}::uuid`;
  return row?.first_day && row.last_day ? { firstDay: row.first_day, lastDay: row.last_day } : null;
}

/** The trace's columns that every table of its parts shares, with its days; `time` is the partition column. */
export const traceScope = (
  sql: TransactionSql,
  ctx: Context,
  traceId: string,
  days: TraceDays,
  time: string,
): Fragment => sql`
  project_id = ${ctx.project.id}
  and shard_key = any(${shardList(ctx)}::int[])
  and trace_id = ${traceId}::uuid
  and ${sql(time)} >= ${`${days.firstDay}T00:00:00Z`}::timestamptz
  and ${sql(time)} < ${`${days.lastDay}T00:00:00Z`}::timestamptz + interval '1 day'`;

/** Rows of spans that a trace has, copies that another one supersedes among them. */
export async function countSpans(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
  days: TraceDays,
): Promise<number> {
  const [row] = await tx<{ spans: number }[]>`
    select count(*)::int as spans from spans where ${traceScope(tx, ctx, traceId, days, "started_at")}`;
  return row?.spans ?? 0;
}

/** Rows from which sharing their words is worth its time. */
const MANY = 1_000;

interface WhichSpans {
  /** Absent: all. */
  where?: Fragment;
  order?: Fragment;
  limit: number;
}

/** Rows of a trace's spans in the order of its steps, with what log events added to them. */
export async function readSpans(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
  days: TraceDays,
  { where = tx`true`, order = stepOrder(tx), limit }: WhichSpans,
): Promise<StoredSpan[]> {
  const which = tx`
    from spans
    where ${traceScope(tx, ctx, traceId, days, "started_at")} and ${where}
    order by ${order}
    limit ${limit}`;
  const [spans, additions] = await Promise.all([
    (limit > MANY ? wideRowsInPieces : wideRows)(tx<StoredSpan[]>`select ${spanColumns(tx)} ${which}`),
    tx<StoredAddition[]>`
      select ${additionColumns(tx)}
      from span_additions
      where ${traceScope(tx, ctx, traceId, days, "occurred_at")} and span_id in (select span_id ${which})
      order by occurred_at, addition_id`,
  ]);
  const bySpan = groupBy(additions, (addition) => addition.span_id);
  return spans.map((span) => withAdditions(span, bySpan.get(span.span_id)));
}

/** Narrow facts that a span lacks are those of the first addition that has them; bodies are merged in merge-bodies.ts. */
function withAdditions(span: StoredSpan, additions: readonly StoredAddition[] | undefined): StoredSpan {
  if (additions === undefined) return span;
  const first = (key: "finish_reason" | "fingerprint"): string | null =>
    span[key] ?? additions.find((addition) => addition[key] !== null)?.[key] ?? null;
  return {
    ...span,
    additions,
    finish_reason: first("finish_reason"),
    fingerprint: first("fingerprint"),
    seen_context_ref: [span, ...additions].map(contextRefOf).find((ref) => ref !== null) ?? null,
  };
}

/** The unit prices that priced these spans, by id: of the list, and of the project's own (removed ones too: they were in force). */
export async function readPrices(
  tx: TransactionSql,
  ctx: Pick<Context, "project">,
  spans: readonly StoredSpan[],
): Promise<Map<string, NonNullable<SpanDocument["price"]>>> {
  const ids = new Set(spans.map((span) => span.price_id).filter((id) => id !== null));
  if (ids.size === 0) return new Map();
  const own = [...ids].flatMap((priceId) => {
    const named = readOwnPriceId(priceId);
    return named ? [{ priceId, ...named }] : [];
  });
  type Shown = NonNullable<SpanDocument["price"]>;
  const [listed, set] = await Promise.all([
    tx<({ id: string } & Shown)[]>`
      select id::text as id, source, provider, model, valid_from::text as valid_from, units
      from prices
      where id = any(${plainArray([...ids])}::bigint[])`,
    own.length === 0
      ? []
      : tx<({ id: number; units: TierUnits } & Omit<Shown, "units">)[]>`
          select id, 'own' as source, provider, model, valid_from::text as valid_from, units
          from price_overrides
          where project_id = ${ctx.project.id} and id = any(${plainArray(own.map(({ id }) => id))}::int[])`,
  ]);
  return new Map([
    ...listed.map(({ id, ...price }): [string, Shown] => [id, price]),
    ...own.flatMap(({ priceId, id, tier }): [string, Shown][] => {
      const row = set.find((candidate) => candidate.id === id);
      if (!row) return [];
      const { id: _, units, ...price } = row;
      return [[priceId, { ...price, units: units[tier] ?? {} }]];
    }),
  ]);
}

/** Names and numbers of the prompt versions that these spans used: the client's label when it gave one, else the number. */
export async function readPrompts(tx: TransactionSql, ctx: Context, spans: readonly StoredSpan[]) {
  const fingerprints = new Set(
    spans.map((span) => span.fingerprint).filter((fingerprint) => fingerprint !== null),
  );
  const rows =
    fingerprints.size === 0
      ? []
      : await tx<{ fingerprint: string; name: string; number: number; label: string | null }[]>`
          select prompt_versions.fingerprint::text as fingerprint, prompts.name, prompt_versions.number, prompt_versions.label
          from prompt_versions
          join prompts on prompts.id = prompt_versions.prompt_id
          where prompt_versions.project_id = ${ctx.project.id}
            and prompts.project_id = ${ctx.project.id}
            and prompt_versions.fingerprint = any(${plainArray([...fingerprints])}::bigint[])
          order by prompt_versions.first_seen_at, prompts.id, prompt_versions.number`;
  const known = groupBy(rows, (row) => row.fingerprint);
  return (span: StoredSpan): { name: string | null; version: string | null } => {
    const versions = known.get(span.fingerprint ?? "") ?? [];
    // One text may serve several features: the one that goes by this span's name, else the first seen.
    const version =
      versions.find(
        (row) =>
          row.name === (span.prompt_name ?? span.feature) && (span.prompt_label ?? row.label) === row.label,
      ) ??
      versions.find((row) => row.name === (span.prompt_name ?? span.feature)) ??
      versions[0];
    return version === undefined
      ? { name: null, version: null }
      : { name: version.name, version: version.label ?? String(version.number) };
  };
}
