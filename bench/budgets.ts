import { fork } from "node:child_process";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { createBudget } from "@/lib/budgets/create-budget";
import type { BudgetInput } from "@/lib/budgets/schemas";
import type { Context } from "@/lib/context";
import { addChannel } from "@/lib/notify/channels";

import { type BudgetOrder, type BudgetReport, callSpan } from "./budget-process";
import { running } from "./ingest";
import { percentile, startLoad } from "./load";
import { report } from "./report";
import { type BenchServer, startServer } from "./server";
import { untilDerived } from "./settle";

const PROCESSES = 20;
/** gpt-4o of August 2024: ten dollars a million output tokens. */
const OUTPUT_TOKENS = 1000;
const COST_USD = "0.01";
const LIMIT_USD = "5";
const CALL_MS = 100;

/**
 * Do ceilings hold? Twenty processes that ask before each call; what a check costs under that load, and beside ingest; how long
 * after the span that crosses a threshold somebody is told.
 */
export async function benchBudgets(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: "string", default: "20" },
      notifications: { type: "string", default: "10" },
      checks: { type: "string", default: "200" },
      spans: { type: "string", default: "2000" },
      url: { type: "string" },
      key: { type: "string" },
      "database-url": { type: "string" },
    },
  });
  const server = values.url
    ? running(values)
    : await startServer(undefined, { RECOUNT_PRIVATE_WEBHOOKS: "on" });
  const owner = connect(server.databaseUrl, { role: null, max: 2, applicationName: "recount bench" });
  const app = connect(server.databaseUrl, { role: "recount_app", max: 2, applicationName: "recount bench" });
  try {
    const ctx = await contextOf(owner, app);
    const seconds = Number(values.seconds);
    for (const reserve of [false, true]) await overshoot(server, owner, ctx, seconds, reserve);
    await steady(server, owner, ctx, seconds, Number(values.checks), Number(values.spans));
    await notifications(server, owner, ctx, Number(values.notifications), Number(values.spans));
  } finally {
    await Promise.all([owner.end(), app.end()]);
    await server.stop();
  }
}

async function contextOf(owner: Sql, app: Sql): Promise<Context> {
  const [project] = await owner<Context["project"][]>`
    select id, slug, shard_keys as "shardKeys", retention_days as "retentionDays" from projects order by id limit 1`;
  if (!project) throw new Error("the instance has no project");
  return { sql: app, project, actor: { kind: "system", name: "bench" }, now: () => new Date() };
}

async function ceiling(owner: Sql, ctx: Context, wanted: Partial<BudgetInput>): Promise<number> {
  const { id } = await createBudget(ctx, {
    name: "bench",
    rolling: false,
    unit: "day",
    zone: "UTC",
    limitUsd: LIMIT_USD,
    thresholds: [{ percent: 100, actions: ["notify", "deny"] }],
    ...wanted,
  });
  for (;;) {
    const [row] = await owner`select from budgets where id = ${id} and counted_to = 'infinity'`;
    if (row) return id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function start(order: BudgetOrder): Promise<BudgetReport> {
  const child = fork(path.join(import.meta.dirname, "budget-process.ts"), { execArgv: ["--import", "tsx"] });
  const answer = new Promise<BudgetReport>((resolve, reject) => {
    child.once("message", (message) => resolve(message as BudgetReport));
    child.once("exit", (code) => reject(new Error(`a process ended with code ${code} and no report`)));
  });
  child.send(order);
  return answer;
}

async function overshoot(
  server: BenchServer,
  owner: Sql,
  ctx: Context,
  seconds: number,
  reserve: boolean,
): Promise<void> {
  const feature = reserve ? "reserving" : "asking";
  await ceiling(owner, ctx, { name: feature, feature });
  const order = { url: server.url, key: server.key, feature, seconds, reserve, callMs: CALL_MS };
  const all = await Promise.all(
    Array.from({ length: PROCESSES }, () =>
      start({ ...order, what: "spend", costUsd: COST_USD, outputTokens: OUTPUT_TOKENS }),
    ),
  );
  await untilDerived(owner, 60_000);
  const [row] = await owner<{ spent: number }[]>`
    select coalesce(sum(cost_nano_usd), 0)::float8 / 1e9 as spent from spans where coalesce(derived_feature, feature) = ${feature}`;
  const spent = row?.spent ?? 0;
  const allowed = all.flatMap(({ allowedAt }) => allowedAt).toSorted((a, b) => a - b);
  // The call that takes the last cent; whoever is allowed after it was told so before its cost was counted.
  const crossedAt = allowed[Math.round(Number(LIMIT_USD) / Number(COST_USD)) - 1];
  const late = crossedAt === undefined ? [] : allowed.filter((at) => at > crossedAt);
  const checkMs = all.flatMap((one) => one.checkMs);
  report({
    name: `budget overshoot, ${reserve ? "with" : "without"} reserve_usd`,
    value: spent - Number(LIMIT_USD),
    unit: "US dollars over a limit of 5",
    calls: allowed.length,
    spent,
    one_call_usd: Number(COST_USD),
    processes: PROCESSES,
    in_flight_at_a_time_usd: PROCESSES * Number(COST_USD),
    allowed_for_ms_after_the_last_cent:
      crossedAt === undefined ? null : (late.at(-1) ?? crossedAt) - crossedAt,
    denied: all.reduce((sum, one) => sum + one.denied, 0),
    failures: Object.assign({}, ...all.map((one) => one.failures)) as unknown,
  });
  report({
    name: `budget check, ${PROCESSES} processes ${reserve ? "that reserve" : "that ask"}`,
    value: percentile(checkMs, 0.95),
    unit: "ms, p95",
    p50: percentile(checkMs, 0.5),
    p99: percentile(checkMs, 0.99),
    checks: checkMs.length,
    checks_a_second: checkMs.length / seconds,
  });
}

async function steady(
  server: BenchServer,
  owner: Sql,
  ctx: Context,
  seconds: number,
  checksPerSecond: number,
  spansPerSecond: number,
): Promise<void> {
  await ceiling(owner, ctx, { name: "steady", feature: "booking", limitUsd: "1000000" });
  await ceiling(owner, ctx, { name: "steady month", unit: "month", limitUsd: "1000000" });
  await ceiling(owner, ctx, { name: "steady each", everyUser: true, rolling: true, limitUsd: "1000000" });
  for (const ingest of [false, true]) {
    const load = ingest
      ? startLoad({ url: server.url, key: server.key, connections: 4, seconds: seconds + 3, spansPerSecond })
      : null;
    if (load) await new Promise((resolve) => setTimeout(resolve, 3000));
    const answers = await start({
      what: "ask",
      url: server.url,
      key: server.key,
      feature: "booking",
      seconds,
      checksPerSecond,
    });
    const sent = await load?.report;
    report({
      name: ingest ? "budget check beside ingest" : "budget check",
      value: percentile(answers.checkMs, 0.95),
      unit: `ms, p95 at ${checksPerSecond} checks/s`,
      p50: percentile(answers.checkMs, 0.5),
      p99: percentile(answers.checkMs, 0.99),
      floor: percentile(answers.floorMs, 0.95),
      floor_is: "p95 of /api/health/live in the same seconds",
      budgets_a_check: 3,
      spans_a_second: sent ? sent.spans / sent.seconds : 0,
      failures: answers.failures,
    });
  }
}

async function notifications(
  server: BenchServer,
  owner: Sql,
  ctx: Context,
  times: number,
  spansPerSecond: number,
): Promise<void> {
  const arrived = new Map<string, number>();
  const receiver = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { budget } = JSON.parse(Buffer.concat(chunks).toString()) as { budget: { name: string } };
      if (!arrived.has(budget.name)) arrived.set(budget.name, performance.now());
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  await addChannel(ctx, {
    kind: "webhook",
    name: "bench",
    url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
  });
  const load = startLoad({
    url: server.url,
    key: server.key,
    connections: 4,
    seconds: times * 3 + 5,
    spansPerSecond,
  });
  const tookMs: number[] = [];
  for (let n = 0; n < times; n++) {
    const feature = `crossing-${n}`;
    await ceiling(owner, ctx, { name: feature, feature, limitUsd: COST_USD });
    await fetch(`${server.url}/v1/traces`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
      body: JSON.stringify(callSpan(feature, OUTPUT_TOKENS)),
    });
    // The answer comes after the commit.
    const committedAt = performance.now();
    while (!arrived.has(feature) && performance.now() < committedAt + 30_000)
      await new Promise((resolve) => setTimeout(resolve, 5));
    tookMs.push((arrived.get(feature) ?? Infinity) - committedAt);
  }
  const sent = await load.report;
  receiver.close();
  report({
    name: "budget breach told",
    value: percentile(tookMs, 0.95),
    unit: "ms from the crossing span's answer to the webhook, p95",
    p50: percentile(tookMs, 0.5),
    max: percentile(tookMs, 1),
    times,
    spans_a_second: sent.spans / sent.seconds,
  });
}
