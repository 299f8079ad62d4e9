import type { Sql } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";

import { percentile } from "../load";
import { onCpuMs } from "../processes";
import type { Question, Range } from "./questions";

export interface Measured {
  /** Milliseconds, one a call. */
  ms: number[];
  /** The same on a CPU, here and in PostgreSQL: what it would take were nothing else running, and all in memory. */
  cpuMs: number[];
  /** 8 kB blocks a call, found in PostgreSQL's buffers and read from below. */
  hit: number;
  read: number;
  statements: number;
  /** Of the answer: the length of its longest list. */
  rows: number;
  slowest: { ms: number; filter: unknown };
}

/**
 * Asks a question some times. Blocks are those of pg_stat_statements between before and after: what was read for the
 * statements that ran, and nothing has to run twice.
 */
export async function measure(
  owner: Sql,
  ctx: Context,
  { ask }: Question,
  range: Range,
  calls: number,
): Promise<Measured> {
  await owner`select pg_stat_statements_reset()`;
  const backends = await owner<
    { pid: number }[]
  >`select pid from pg_stat_activity where usename is not null and application_name = 'recount'`;
  const cpu = (): number => {
    const { user, system } = process.cpuUsage();
    return backends.reduce((sum, { pid }) => sum + onCpuMs(pid), (user + system) / 1_000);
  };
  const cpuMs: number[] = [];
  const ms: number[] = [];
  let rows = 0;
  const slowest: Measured["slowest"] = { ms: 0, filter: null };
  for (let call = 0; call < calls; call++) {
    let filter: unknown = null;
    const asked = {
      ...range,
      twoFilters: () => (filter = range.twoFilters()) as ReturnType<Range["twoFilters"]>,
    };
    const cpuBefore = cpu();
    const startedAt = performance.now();
    const answer = await ask(ctx, asked);
    const took = performance.now() - startedAt;
    ms.push(took);
    cpuMs.push(cpu() - cpuBefore);
    rows = Math.max(rows, longest(answer));
    if (took > slowest.ms) Object.assign(slowest, { ms: took, filter });
  }
  const [blocks] = await owner<{ hit: number; read: number; statements: number }[]>`
    select coalesce(sum(shared_blks_hit), 0)::float8 as hit, coalesce(sum(shared_blks_read), 0)::float8 as read,
      coalesce(sum(calls), 0)::float8 as statements
    from pg_stat_statements
    where userid <> 0 and query not like '%pg_stat_statements%'`;
  const each = (total = 0): number => Math.round(total / calls);
  return {
    ms,
    cpuMs,
    rows,
    slowest,
    hit: each(blocks?.hit),
    read: each(blocks?.read),
    statements: each(blocks?.statements),
  };
}

function longest(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(longest));
}

const FLOOR_CALLS = 200;

/** What asking anything takes on this connection: nothing, and a trace by its key. Milliseconds. */
export async function floorOf(ctx: Context): Promise<Record<string, number | null>> {
  const [some] = await inProject(ctx.sql, ctx.project.id, (tx) => tx<{ id: string; at: string }[]>`
    select trace_id as id, started_at as at from traces where project_id = ${ctx.project.id} order by started_at desc limit 1`); // prettier-ignore
  const timed = async (ask: () => Promise<unknown>): Promise<number[]> => {
    const ms: number[] = [];
    for (let call = 0; call < FLOOR_CALLS; call++) {
      const startedAt = performance.now();
      await ask();
      ms.push(performance.now() - startedAt);
    }
    return ms;
  };
  const nothing = await timed(() => ctx.sql`select 1`);
  const byKey = await timed(() =>
    inProject(ctx.sql, ctx.project.id, (tx) => tx`
      select started_at, trace_id, duration_ns, name, feature, models from traces where project_id = ${ctx.project.id} and trace_id = ${some?.id ?? null} and started_at = ${some?.at ?? null}`, { readOnly: true }),
  ); // prettier-ignore
  return {
    floor_nothing_p50: percentile(nothing, 0.5),
    floor_nothing_p95: percentile(nothing, 0.95),
    floor_by_key_p50: percentile(byKey, 0.5),
    floor_by_key_p95: percentile(byKey, 0.95),
  };
}
