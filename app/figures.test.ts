import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { schedule } from "@/demo/schedule";
import { inventedSizes } from "@/demo/token-sizes";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { budgetRound } from "@/lib/budgets/count/budget-round";
import { createBudget } from "@/lib/budgets/create-budget";
import { listBudgets } from "@/lib/budgets/list-budgets";
import { budgetInput } from "@/lib/budgets/testing";
import type { Context } from "@/lib/context";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { spanMaker } from "@/lib/emit/emitter";
import { airlineFile, readAirline } from "@/lib/import/fixtures.testing";
import { sendConversations } from "@/lib/import/send-conversations.testing";
import { accept } from "@/lib/ingest/accept";
import { decodeTraces } from "@/lib/ingest/decode";
import { writeBatch } from "@/lib/ingest/write";
import { readFailures, readMeasure, readShapes } from "@/lib/latency/page-questions";
import { overview } from "@/lib/metrics/overview";
import { traceHistogram } from "@/lib/metrics/trace-histogram";
import { nanoOfUsd, usdOfNano } from "@/lib/money/nano-usd";
import { listPrompts } from "@/lib/prompts/list-prompts";
import { listSessions } from "@/lib/sessions/list-sessions";
import { costBreakdown } from "@/lib/spend/cost-breakdown";
import { costSummary } from "@/lib/spend/cost-summary";
import { interactionCosts } from "@/lib/spend/interaction-costs";
import { addSpend } from "@/lib/spend/read-spend";
import { userSpend } from "@/lib/spend/user-spend";
import { wasteOf } from "@/lib/spend/waste";
import { traceFilter } from "@/lib/traces/filter";
import { makeMember } from "@/lib/users/testing";

/** What stands on two pages is one number: each page's own questions, over data as they are really sent. */

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const START = Date.parse("2026-06-03T06:00:00Z");
const HOUR_MS = 3_600_000;

type Send = (ctx: Context) => Promise<void>;

/** Hours of the simulated application, with failures, retries, answers that were kept back, and rankings without a price. */
const simulated: Send = async (ctx) => {
  const { makeSpans } = spanMaker({
    resource: { "service.name": "travel-app", "recount.simulated": true },
    scope: { name: "recount-demo", version: "1" },
  });
  const known = new KnownBodies();
  const interactions = schedule({
    seed: "1",
    fromMs: START,
    toMs: START + 6 * HOUR_MS,
    shiftMs: START + 3 * HOUR_MS,
    rate: 0.03,
    busyness: () => 1,
    drawSize: inventedSizes,
  });
  for (const { spans } of interactions) {
    const bytes = ProtobufTraceSerializer.serializeRequest(makeSpans(spans));
    await writeBatch(db.pipeline, accept(ctx, decodeTraces(bytes!, "protobuf")).batch, known);
  }
};

/** A project to which somebody has sent something, and everything that is made of it. */
async function scene(send: Send) {
  const project = await makeProject(db.owner, { shardKeys: [1, 2] });
  const { ctx: member } = await makeMember(db, project, "admin");
  const nowMs = START + 24 * HOUR_MS;
  const ctx: Context = { ...member, now: () => new Date(nowMs) };
  await createBudget(ctx, budgetInput({ unit: "month", limitUsd: "1000" }));
  await send(ctx);
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);
  while (await budgetRound(db.worker, { now: () => nowMs }));
  const [features] = await db.owner<{ names: string[] }[]>`
    select coalesce(array_agg(distinct feature) filter (where feature is not null), '{}') as names
    from traces where project_id = ${project.id}`;
  return { ctx, features: features!.names };
}

const range = {
  from: new Date(START - HOUR_MS).toISOString(),
  to: new Date(START + 24 * HOUR_MS).toISOString(),
};
const sum = <T>(rows: readonly T[], of: (row: T) => number): number =>
  rows.reduce((all, row) => all + of(row), 0);
const sumNano = <T>(rows: readonly T[], of: (row: T) => bigint): string =>
  usdOfNano(rows.reduce((all, row) => all + of(row), 0n));
const nanoOf = (usd: number | string | null | undefined): bigint => nanoOfUsd(String(usd ?? 0)) ?? 0n;

/** The figures of each page under the names that they share. @param feature what the pages are narrowed to */
async function figures(ctx: Context, feature: string | undefined) {
  const only = feature === undefined ? {} : { feature: [feature] };
  const scope = { ...range, zone: "UTC", filters: only };
  const measure = async (name: "interaction_latency" | "trace_ttft" | "ttft") => {
    const asked = { measure: name, group: null, q: "p95", interval: "hour" } as const;
    const { overTime, groups } = await readMeasure(ctx, scope, asked);
    return { ...overTime, row: groups[0]?.now };
  };
  const spendQuery = { ...scope, zone: "UTC" };
  const [seen, failures, latency, ttft, shapes, spent, costs, users, prompts] = await Promise.all([
    overview(ctx, { ...range, ...only }),
    readFailures(ctx, scope, "provider", "hour"),
    measure("interaction_latency"),
    measure("trace_ttft"),
    readShapes(ctx, scope),
    costSummary(ctx, spendQuery),
    interactionCosts(ctx, spendQuery, "hour"),
    userSpend(ctx, spendQuery),
    listPrompts(ctx, { ...range, ...only }),
  ]);
  const count = async (words: Parameters<typeof traceFilter>[0] = {}) => {
    const { buckets } = await traceHistogram(ctx, traceFilter({ ...range, ...only, ...words }));
    return { all: sum(buckets, ({ count: n }) => n), failed: sum(buckets, ({ errors }) => errors) };
  };
  const sessions = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const filter = traceFilter({ ...range, ...only });
    const page = await listSessions(ctx, { ...filter, limit: 200, ...(cursor ? { cursor } : {}) });
    sessions.push(...page.data);
    cursor = page.next_cursor;
  }
  const breakdowns = await Promise.all(
    (["feature", "model", "provider", "user", "prompt_version", "environment"] as const).map((group) =>
      costBreakdown(ctx, spendQuery, group, "hour"),
    ),
  );
  const inAll = addSpend(spent.now.spend);
  const total = ({ rows, rest }: (typeof breakdowns)[number]) =>
    usdOfNano(rows.reduce((all, { costNano }) => all + costNano, rest?.costNano ?? 0n));
  const charted = (name: "costByFeature" | "costByModel") =>
    sumNano(
      seen.answers[name].series.flatMap(({ points }) => points),
      ({ value }) => nanoOf(value),
    );
  const waste = wasteOf(spent.now);
  const { tiles, answers } = seen;
  const traces = await count();
  const inSessions = await count({ session: [...new Set(sessions.map((one) => one.session_id))] });
  return {
    interactions: {
      "Overview, tile": tiles.interactions.now.value,
      "Overview, chart": sum(answers.interactions.series[0]?.points ?? [], ({ value }) => Number(value)),
      Traces: traces.all,
      "Latency, all": latency.all.all,
      "Latency, row": latency.row?.all,
      "Latency, shapes": sum(shapes, ({ interactions }) => interactions),
      "Cost, tile": sum(spent.now.interactions ?? [], ({ interactions }) => interactions),
      "Cost, chart": costs?.interactions,
      "Cost, by feature": sum(breakdowns[0]!.rows, ({ interactions }) => interactions ?? 0),
    },
    failed: {
      "Overview, tile": Math.round(Number(tiles.error_rate.now.value) * Number(tiles.error_rate.now.count)),
      "Overview, chart": sum(answers.errors.series[0]?.points ?? [], ({ value }) => Number(value)),
      Traces: traces.failed,
      "Traces, where a link leads": (await count({ status: "error" })).all,
      Latency: failures.failedInteractions,
      "Cost, tile": sum(spent.now.interactions ?? [], ({ failed }) => failed),
      "Cost, by feature": sum(waste, ({ failed }) => failed ?? 0),
    },
    "cost of what failed": {
      Latency: usdOfNano(failures.failedCostNanoUsd),
      "Cost, tile": sumNano(spent.now.interactions ?? [], (one) => one.failedCostNano ?? 0n),
      "Cost, by feature": sumNano(waste, (one) => one.failedCostNano ?? 0n),
    },
    "retries of model calls": {
      Latency: failures.callRetries,
      "Cost, tile": inAll.retries,
      "Cost, by feature": sum(waste, (one) => one.retries),
    },
    "cost of retries": {
      Latency: usdOfNano(failures.retryCostNanoUsd),
      "Cost, tile": usdOfNano(inAll.retryCostNano),
      "Cost, by feature": sumNano(waste, (one) => one.retryCostNano),
    },
    cost: {
      "Overview, tile": usdOfNano(nanoOf(tiles.cost_usd.now.value)),
      "Overview, by feature": charted("costByFeature"),
      "Overview, by model": charted("costByModel"),
      "Cost, tile": usdOfNano(inAll.costNano),
      "Cost, by feature": total(breakdowns[0]!),
      "Cost, by model": total(breakdowns[1]!),
      "Cost, by provider": total(breakdowns[2]!),
      "Cost, by user": total(breakdowns[3]!),
      "Cost, by prompt version": total(breakdowns[4]!),
      "Cost, by environment": total(breakdowns[5]!),
      "Cost, users": usdOfNano(users!.totalNano),
      ...(feature === undefined ? { Budgets: (await listBudgets(ctx))[0]?.spentUsd } : {}),
    },
    "calls of unknown cost": {
      "Overview, tile and rankings": (tiles.cost_usd.now.unknown ?? 0) + spent.unknownRankings,
      "Cost, tile and rankings": inAll.unknownCalls + spent.unknownRankings,
      ...(feature === undefined ? { Budgets: (await listBudgets(ctx))[0]?.unknownCalls } : {}),
    },
    "estimated calls": {
      Overview: tiles.cost_usd.now.estimated ?? 0,
      Cost: inAll.estimated,
    },
    "interactions with a synthetic clock": {
      "Overview, tile": tiles.latency.now.synthetic_clock ?? 0,
      "Latency, page": latency.all.synthetic,
      "Latency, row": latency.row?.synthetic,
    },
    "latency, p95": {
      "Overview, tile": tiles.latency.now.p95,
      "Latency, page": latency.all.p95,
      "Latency, row": latency.row?.p95,
    },
    "latency, p95, over time": {
      Overview: JSON.stringify(answers.latency.series[0]?.points.map(({ p95 }) => p95 ?? null)),
      Latency: JSON.stringify((await hourly("interaction_latency")).lines.p95),
    },
    "first token, p95": {
      "Overview, tile": tiles.trace_ttft.now.p95 ?? null,
      "Latency, page": ttft.all.p95,
      "Latency, row": ttft.row?.p95,
    },
    "first token, p95, over time": {
      Overview: JSON.stringify(answers.ttft.series[0]?.points.map(({ p95 }) => p95 ?? null)),
      Latency: JSON.stringify((await hourly("trace_ttft")).lines.p95),
    },
    "incomplete interactions": {
      "Overview, tile": Math.round(
        (1 - Number(tiles.completeness.now.value)) * Number(tiles.completeness.now.count),
      ),
      "Traces, where a link leads": (await count({ complete: false })).all,
    },
    "failed interactions of sessions": {
      Sessions: sum(sessions, (one) => one.errors),
      Traces: inSessions.failed,
    },
    "interactions of sessions": {
      Sessions: sum(sessions, (one) => one.traces),
      Traces: inSessions.all,
    },
    // A call may have no prompt, and some prompts are one text under several names: each prompt's own count is compared.
    "calls by prompt": {
      Prompts: JSON.stringify(
        Object.fromEntries(
          prompts.data
            .filter(({ calls }) => calls > 0)
            .map(({ name, calls }) => [name, calls])
            .toSorted(),
        ),
      ),
      Cost: JSON.stringify(
        Object.fromEntries(
          Object.entries(
            breakdowns[4]!.rows.reduce<Record<string, number>>((all, { group, calls }) => {
              const name = group === null ? null : (breakdowns[4]!.names[group] ?? group).split("@")[0]!;
              return name === null ? all : { ...all, [name]: (all[name] ?? 0) + (calls ?? 0) };
            }, {}),
          ).toSorted(),
        ),
      ),
    },
  };

  async function hourly(name: "interaction_latency" | "trace_ttft") {
    const asked = { measure: name, group: null, q: "p95", interval: seen.interval } as const;
    return (await readMeasure(ctx, scope, asked)).overTime;
  }
}

type Figures = Awaited<ReturnType<typeof figures>>;

/** Each figure that is not the same everywhere, with where it stands. */
const differing = (all: Figures): Partial<Figures> =>
  Object.fromEntries(
    Object.entries(all).filter(([, places]) => new Set(Object.values(places).map(String)).size > 1),
  );

const file = airlineFile();
/** What is sent, and whether its times and tokens are those of an importer. */
const scenes: [string, Send, boolean][] = [
  ["the simulated application", simulated, false],
  ...(file === null
    ? []
    : ([
        [
          "the recorded airline conversations",
          (ctx) => sendConversations(db.pipeline, ctx, readAirline(file).entries(), START),
          true,
        ],
      ] satisfies [string, Send, boolean][])),
];
if (file === null)
  console.warn(
    "The airline conversations are not there (RECOUNT_FIXTURES): only the simulated ones are compared.",
  );

describe.each(scenes)("of %s", (_, send, imported) => {
  test("what stands on two pages is one number, of the whole project and of each feature", async () => {
    const { ctx, features } = await scene(send);
    const whole = await figures(ctx, undefined);
    expect(differing(whole)).toEqual({});
    // Nothing to compare would be one number, too.
    expect(Number(whole.interactions.Traces)).toBeGreaterThan(100);
    expect(whole.cost["Cost, tile"]).not.toBe("0");
    // Times and tokens that nobody measured are marked wherever they are in.
    expect(Number(whole["interactions with a synthetic clock"]["Overview, tile"]) > 0).toBe(imported);
    expect(whole["estimated calls"].Cost > 0).toBe(imported);
    expect((await listBudgets(ctx))[0]?.estimated).toBe(imported);
    for (const feature of features)
      expect([feature, differing(await figures(ctx, feature))]).toEqual([feature, {}]);
  }, 240_000);
});
