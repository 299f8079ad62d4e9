import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { readersOfTrace } from "@/lib/audit/readers-of-trace";
import { auditQuerySchema } from "@/lib/audit/document";
import { listAudit } from "@/lib/audit/list-audit";
import type { Actor, Context } from "@/lib/context";
import { parseQuery } from "@/lib/http/query";
import { traceFilter } from "@/lib/traces/filter";
import { getSpan } from "@/lib/traces/get-span";
import { getTrace } from "@/lib/traces/get-trace";
import { listTraces } from "@/lib/traces/list-traces";

import { percentile } from "./load";
import { report } from "./report";
import { startServer } from "./server";
import { untilDerived } from "./settle";

const TRACES = 60;
const READER: Actor = { kind: "user", id: 1, name: "Bench", role: "engineer" };
const OFFICER: Actor = { kind: "user", id: 2, name: "Officer", role: "compliance" };
/** Reads the same and leaves no row: it hands what it reads to nobody. */
const SYSTEM: Actor = { kind: "system", name: "bench" };

/**
 * What a logged read costs: the same questions with and without their row, in turns and in random order within one run, on a log that
 * is full already; how many bytes a row takes; what the questions of the audit log cost then.
 */
export async function benchAudit(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { pairs: { type: "string", default: "1000" }, rows: { type: "string", default: "200000" } },
  });
  const [pairs, rows] = [Number(values.pairs), Number(values.rows)];
  const server = await startServer();
  const owner = connect(server.databaseUrl, { role: null, max: 1, applicationName: "recount bench" });
  const app = connect(server.databaseUrl, { role: "recount_app", max: 1, applicationName: "recount bench" });
  try {
    const traceIds = await send(server.url, server.key);
    await untilDerived(owner, 60_000);
    const [project] = await owner<Context["project"][]>`
      select id, slug, shard_keys as "shardKeys", retention_days as "retentionDays" from projects order by id limit 1`;
    if (!project) throw new Error("the instance has no project");
    const as = (actor: Actor): Context => ({
      ...{ sql: app, project, actor, now: () => new Date() },
      via: { surface: "page", route: "/p/default/traces/x", address: "192.0.2.7", reason: null },
    });
    await fill(owner, project.id, rows, traceIds);
    const [span] = await owner<{ id: string }[]>`
      select encode(span_id, 'hex') as id from spans where trace_id = ${traceIds[0] ?? ""}::uuid and kind = 'llm' limit 1`;
    const filter = { ...traceFilter({ from: new Date(Date.now() - 3_600_000).toISOString() }), limit: 50 };
    const rowAlone = await times(pairs, () =>
      inProject(app, project.id, (tx) => record(tx, as(READER), { action: "trace.read", kind: "read" })),
    );
    await owner`create table bench_commits (n int)`;
    await owner`grant insert on bench_commits to recount_app`;
    const commit = await times(pairs, () =>
      inProject(app, project.id, (tx) => tx`insert into bench_commits values (1)`),
    );
    const one = (index: number): string => traceIds[index % traceIds.length] as string;
    const questions: Record<string, (ctx: Context, index: number) => Promise<unknown>> = {
      "a trace": (ctx, index) => getTrace(ctx, { traceId: one(index) }),
      "a span": (ctx) => getSpan(ctx, { traceId: one(0), spanId: span?.id ?? "" }),
      "a list of 50": (ctx) => listTraces(ctx, filter),
    };
    for (const [name, ask] of Object.entries(questions)) {
      const { logged, silent, differences } = await inTurns(pairs, as(READER), as(SYSTEM), ask);
      report({
        name: `audit: ${name}`,
        value: percentile(differences, 0.5),
        unit: "ms that a logged read takes longer, median of pairs",
        difference_p95_ms: at(logged, 0.95) - at(silent, 0.95),
        logged_p50_ms: at(logged, 0.5),
        logged_p95_ms: at(logged, 0.95),
        silent_p50_ms: at(silent, 0.5),
        silent_p95_ms: at(silent, 0.95),
        floor_commit_p50_ms: at(commit, 0.5),
        floor_commit_p95_ms: at(commit, 0.95),
        row_alone_p50_ms: at(rowAlone, 0.5),
        row_alone_p95_ms: at(rowAlone, 0.95),
        pairs,
        rows_before: rows,
      });
    }
    const [size] = await owner<{ heap: number; whole: number; rows: number }[]>`
      select pg_table_size('audit_log')::float8 as heap, pg_total_relation_size('audit_log')::float8 as whole,
        (select count(*)::int from audit_log) as rows`;
    if (size)
      report({
        name: "audit: bytes a row",
        value: size.whole / size.rows,
        unit: "bytes, indexes included",
        floor_heap_bytes: size.heap / size.rows,
        rows: size.rows,
      });
    const officer = as(OFFICER);
    const asked: Record<string, () => Promise<unknown>> = {
      "who has seen a trace": () => readersOfTrace(officer, one(1)),
      "newest page": () => listAudit(officer, asking("")),
      "changes alone": () => listAudit(officer, asking("kind=change")),
      "of one trace": () => listAudit(officer, asking(`target=${one(1)}`)),
    };
    for (const [name, ask] of Object.entries(asked)) {
      const took = await times(50, ask);
      report({
        name: `audit: ${name}`,
        value: at(took, 0.95),
        unit: "ms, p95",
        p50_ms: at(took, 0.5),
        row_alone_p50_ms: at(rowAlone, 0.5),
        rows: size?.rows,
      });
    }
  } finally {
    await Promise.all([owner.end(), app.end()]);
    await server.stop();
  }
}

const asking = (query: string) => parseQuery(auditQuerySchema, new URLSearchParams(query));
const at = (of: number[], share: number): number => percentile(of, share) ?? Number.NaN;

async function send(url: string, key: string): Promise<string[]> {
  const ended = Date.now() - 1000;
  const interactions = Array.from({ length: TRACES }, (_, index) => ({
    ...{ name: "answer", feature: "support", model: "gpt-4o-mini", provider: "openai" },
    started_at: new Date(ended - 2000 - index * 1000).toISOString(),
    ended_at: new Date(ended - index * 1000).toISOString(),
    messages: [
      { role: "user", content: `Where is parcel ${index}? ${"It was promised for today. ".repeat(20)}` },
    ],
    output: `It arrives tomorrow. ${"We are sorry for the delay. ".repeat(20)}`,
  }));
  const answer = await fetch(`${url}/api/v1/interactions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ interactions }),
  });
  const { trace_ids: ids } = (await answer.json()) as { trace_ids: string[] };
  return ids;
}

/** Rows of before: one in a hundred is a change, one in twenty a list of fifty traces. */
async function fill(owner: Sql, projectId: number, rows: number, traceIds: readonly string[]): Promise<void> {
  await owner`
    insert into audit_log (project_id, at, actor_kind, actor_id, actor_name, action, kind, surface, route, address, trace_ids)
    select ${projectId}, now() - (${rows} - i) * interval '1 second', 'user', i % 50, 'Somebody ' || i % 50,
      case when i % 100 = 0 then 'budget.changed' else 'trace.read' end, case when i % 100 = 0 then 'change' else 'read' end,
      'page', '/p/default/traces/' || md5(i::text), '192.0.2.' || i % 250,
      case when i % 20 = 0 then array(select md5((i * 50 + n)::text)::uuid from generate_series(1, 50) n)
        when i % 5000 = 1 then array[${traceIds[1] ?? ""}::uuid] else array[md5(i::text)::uuid] end
    from generate_series(1, ${rows}::int) i`;
  await owner`analyze audit_log`;
  await owner`checkpoint`;
}

async function times(count: number, ask: () => Promise<unknown>): Promise<number[]> {
  for (let i = 0; i < 20; i++) await ask();
  const took: number[] = [];
  for (let i = 0; i < count; i++) took.push(await timed(ask));
  return took;
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await ask();
  return performance.now() - began;
}

async function inTurns(
  pairs: number,
  logs: Context,
  leavesNone: Context,
  ask: (ctx: Context, index: number) => Promise<unknown>,
): Promise<{ logged: number[]; silent: number[]; differences: number[] }> {
  const logged: number[] = [];
  const silent: number[] = [];
  const differences: number[] = [];
  for (let index = -50; index < pairs; index++) {
    const first = Math.random() < 0.5;
    const one = await timed(() => ask(first ? logs : leavesNone, Math.abs(index)));
    const other = await timed(() => ask(first ? leavesNone : logs, Math.abs(index)));
    if (index < 0) continue;
    const [loggedMs, silentMs] = first ? [one, other] : [other, one];
    logged.push(loggedMs);
    silent.push(silentMs);
    differences.push(loggedMs - silentMs);
  }
  return { logged, silent, differences };
}
