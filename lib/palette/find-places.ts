import type { TransactionSql } from "postgres";

import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { listEndUsers } from "@/lib/end-users/list-end-users";
import { readDataPoints } from "@/lib/metrics/read-data-points";
import type { MetricDimension, Source } from "@/lib/model/figure-dimensions";
import { hexOfUuid } from "@/lib/model/ids";
import { shardList } from "@/lib/traces/filter-sql";

/** Something that has a page, or a list, of its own. */
export type Place =
  | { kind: "user" | "session" | "feature" | "model"; name: string }
  | { kind: "prompt"; name: string; promptId: number }
  | { kind: "trace"; name: string; traceId: string; startedAt: string }
  | { kind: "span"; name: string; traceId: string; spanId: string; startedAt: string };

/** Of each kind. */
const MOST = 5;
const MOST_CHARACTERS = 200;
const DAY_MS = 86_400_000;
const DAYS = 30;

/**
 * What a text that somebody types may mean: users, features, models and prompts by any part of their name, sessions by the beginning
 * of their id, traces by the beginning of theirs (six digits at least) and spans of the last day by the beginning of theirs
 * (eight). Of the last 30 days; nothing of what was said.
 * @throws Failure forbidden
 */
export async function findPlaces(ctx: Context, text: string): Promise<Place[]> {
  requirePermission(ctx, "read_aggregates");
  const q = text.trim().slice(0, MOST_CHARACTERS);
  if (q === "") return [];
  // Whole hours: what they hold is remembered between questions.
  const hourMs = 3_600_000;
  const toMs = Math.ceil(ctx.now().getTime() / hourMs) * hourMs;
  const range = {
    from: new Date(toMs - DAYS * DAY_MS).toISOString(),
    to: new Date(toMs).toISOString(),
    zone: "UTC",
  };
  const users = await listEndUsers(ctx, {
    ...range,
    ...{ environment: [], q, by: "interactions", desc: true, limit: MOST },
  });
  const found = await inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => [
      ...(await tracesBy(tx, ctx, q, range.from)),
      ...(await spansBy(tx, ctx, q)),
      ...(await sessionsBy(tx, ctx, q, range.from)),
      ...(await namesOf(tx, ctx, { ...range, q, source: "traces", kind: "feature" })),
      ...(await promptsBy(tx, ctx, q)),
      ...(await namesOf(tx, ctx, { ...range, q, source: "calls", kind: "model" })),
    ],
    { readOnly: true },
  );
  const people = users.data.map(({ user }): Place => ({ kind: "user", name: user }));
  // An id that was pasted is what is meant.
  const isId = (place: Place): boolean => place.kind === "trace" || place.kind === "span";
  return [...found.filter(isId), ...people, ...found.filter((place) => !isId(place))];
}

const hexOf = (q: string): string | null => {
  const hex = q.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]+$/.test(hex) ? hex : null;
};

async function tracesBy(tx: TransactionSql, ctx: Context, q: string, from: string): Promise<Place[]> {
  const hex = hexOf(q);
  if (hex === null || hex.length < 6 || hex.length > 32) return [];
  const rows = await tx<{ trace_id: string; name: string; started_at: string }[]>`
    select trace_id, name, started_at
    from traces
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and trace_id between ${hex.padEnd(32, "0")}::uuid and ${hex.padEnd(32, "f")}::uuid
      and started_at >= ${from}::timestamptz
    order by started_at desc
    limit ${MOST}`;
  return rows.map(({ trace_id, name, started_at }) => ({
    ...{ kind: "trace", name, startedAt: started_at },
    traceId: hexOfUuid(trace_id),
  }));
}

/** No index knows spans by their id alone: those of the last day are looked through. */
async function spansBy(tx: TransactionSql, ctx: Context, q: string): Promise<Place[]> {
  const hex = hexOf(q);
  if (hex === null || hex.length < 8 || hex.length > 16) return [];
  const bytes = (fill: string) => Buffer.from(hex.padEnd(16, fill), "hex");
  const rows = await tx<{ trace_id: string; span_id: string; name: string; started_at: string }[]>`
    select trace_id, encode(span_id, 'hex') as span_id, name, started_at
    from spans
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and started_at >= ${new Date(ctx.now().getTime() - DAY_MS).toISOString()}::timestamptz
      and span_id between ${bytes("0")} and ${bytes("f")}
    limit ${MOST}`;
  return rows.map(({ trace_id, span_id, name, started_at }) => ({
    ...{ kind: "span", name, spanId: span_id, startedAt: started_at },
    traceId: hexOfUuid(trace_id),
  }));
}

async function sessionsBy(tx: TransactionSql, ctx: Context, q: string, from: string): Promise<Place[]> {
  const rows = await tx<{ session_id: string }[]>`
    select distinct session_id
    from (
      select session_id
      from traces
      where project_id = ${ctx.project.id}
        and shard_key = any(${shardList(ctx)}::int[])
        and started_at >= ${from}::timestamptz
        and session_id like ${`${q.replace(/[\\%_]/g, "\\$&")}%`}
      limit 200
    ) as found
    order by session_id
    limit ${MOST}`;
  return rows.map(({ session_id }) => ({ kind: "session", name: session_id }));
}

async function promptsBy(tx: TransactionSql, ctx: Context, q: string): Promise<Place[]> {
  const rows = await tx<{ id: number; name: string }[]>`
    select id, name
    from prompts
    where project_id = ${ctx.project.id} and position(lower(${q}) in lower(name)) > 0
    order by id desc
    limit ${MOST}`;
  return rows.map(({ id, name }) => ({ kind: "prompt", name, promptId: id }));
}

interface Named {
  from: string;
  to: string;
  q: string;
  source: Source;
  kind: "feature" | "model";
}

/** Values of a dimension that roll-ups keep, the most used first. */
async function namesOf(
  tx: TransactionSql,
  ctx: Context,
  { from, to, q, source, kind }: Named,
): Promise<Place[]> {
  const sum = source === "traces" ? "interactions" : "calls";
  const cells = await readDataPoints(tx, ctx, {
    ...{ source, sums: [sum], from, to, interval: "range", groupBy: [kind satisfies MetricDimension] },
    ...(source === "calls" && { filters: { kind: ["llm", "embedding"] } }),
  });
  const part = q.toLowerCase();
  return cells
    .flatMap(({ groups: [name], sums }) =>
      name !== null && name !== undefined && name.toLowerCase().includes(part)
        ? { name, n: sums[sum] ?? 0n }
        : [],
    )
    .sort((a, b) => (a.n === b.n ? (a.name < b.name ? -1 : 1) : a.n < b.n ? 1 : -1))
    .slice(0, MOST)
    .map(({ name }) => ({ kind, name }));
}
