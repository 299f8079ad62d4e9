import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { SPAN_SQL } from "@/lib/model/span-sql";
import { span, store } from "@/lib/derive/testing";
import { accept } from "@/lib/ingest/accept";
import { writeBatch } from "@/lib/ingest/write";
import type { SpanKind } from "@/lib/model/kind";
import type { ModelSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";
import { METRIC_DIMENSIONS, type MetricDimension } from "@/lib/model/figure-dimensions";
import { nanoOfUsd } from "@/lib/money/nano-usd";
import { histogramOf, quantile } from "@/lib/stats/histogram";
import { newTraceId, Story, testContext } from "@/lib/traces/testing";

import { parseMetricQuery, type MetricQuery } from "./metric-query";
import { queryMetrics } from "./query-metrics";
import { metricAnswerSchema } from "./series";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const derive = async () => {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
};
const settle = async () => {
  await derive();
  while ((await rollUp(db.worker, { settled: true })) > 0);
};

const MINUTE = 60_000_000;
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const said = fc.record({
  id: fc.integer({ min: 1, max: 5 }),
  parent: fc.integer({ min: 0, max: 5 }),
  at: fc.constantFrom(0, 1, 1000, 30_000_000, MINUTE),
  ms: maybe(fc.integer({ min: 0, max: 100_000 })),
  kind: fc.constantFrom(
    "agent" as const,
    "llm" as const,
    "embedding" as const,
    "tool" as const,
    "retrieval" as const,
  ),
  isError: fc.boolean(),
  ttftNs: maybe(fc.integer({ min: 1, max: 2e9 })),
  costNanoUsd: maybe(fc.integer({ min: 0, max: 1e6 })),
  outputTextTokens: maybe(fc.integer({ min: 0, max: 500 })),
  feature: maybe(fc.constantFrom("f", "g")),
  userId: maybe(fc.constantFrom("u", "v", "w")),
  environment: maybe(fc.constantFrom("production", "staging")),
  release: maybe(fc.constantFrom("1", "2")),
  provider: maybe(fc.constantFrom("p")),
  requestModel: maybe(fc.constantFrom("m", "n")),
  toolName: maybe(fc.constantFrom("t")),
  promptFingerprint: maybe(fc.constantFrom("7", "8")),
  finishReason: maybe(fc.constantFrom("stop", "length")),
});
const stories = fc.array(
  fc.record({
    at: fc.constantFrom(
      0,
      MINUTE - 1,
      MINUTE,
      59 * MINUTE,
      60 * MINUTE,
      11 * 60 * MINUTE,
      12 * 60 * MINUTE,
      37 * 60 * MINUTE,
    ),
    spans: fc.array(said, { minLength: 1, maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 4 },
);

type Stories = typeof stories extends fc.Arbitrary<infer T> ? T : never;

async function tell(project: TestProject, told: Stories): Promise<void> {
  for (const { at, spans } of told) {
    const distinct = [...new Map(spans.map((one) => [one.id, one])).values()];
    await store(
      db.owner,
      project,
      newTraceId(),
      distinct.map(({ id, parent, at: offset, ...rest }) =>
        span(`${id}`, { ...rest, at: at + offset, ...(parent ? { parentSpanId: `${parent}` } : {}) }),
      ),
    );
  }
}

/** What the derived spans say, without roll-ups: an independent way to the same figures. */
const OF_SPAN: Record<MetricDimension, string> = {
  feature: SPAN_SQL.feature,
  model: SPAN_SQL.model,
  provider: "provider",
  environment: SPAN_SQL.environment,
  release: SPAN_SQL.release,
  user: SPAN_SQL.userId,
  kind: SPAN_SQL.kind,
  prompt_version: `lpad(to_hex(${SPAN_SQL.fingerprint}), 16, '0')`,
  tool: SPAN_SQL.tool,
  step: SPAN_SQL.step,
  failure: "failure",
};

const sumNano = (answer: Awaited<ReturnType<typeof queryMetrics>>): bigint =>
  answer.series.reduce((sum, { total }) => sum + (nanoOfUsd(total.value ?? "0") ?? 0n), 0n);

async function agrees(ctx: Context, range: { from: string; to: string }): Promise<void> {
  const within = `project_id = ${ctx.project.id} and started_at >= '${range.from}' and started_at < '${range.to}'`;
  const ask = (query: MetricQuery) => queryMetrics(ctx, { ...range, ...query });
  const calls = `select * from spans where ${within} and ${SPAN_SQL.isCall}`;
  const [raw] = await db.owner.unsafe<{ cost: string; llm: number; truncated: number }[]>(
    `select coalesce(sum(cost_nano_usd), 0)::text as cost, count(*) filter (where ${SPAN_SQL.kind} = 'llm')::int as llm,
      count(*) filter (where ${SPAN_SQL.kind} = 'llm' and finish_reason = 'length')::int as truncated from (${calls}) c`,
  );
  for (const group_by of [undefined, ...METRIC_DIMENSIONS]) {
    expect([group_by, String(sumNano(await ask({ metric: "cost_usd", group_by })))]).toEqual([
      group_by,
      raw?.cost,
    ]);
    const truncated = await ask({ metric: "truncated_calls", group_by, interval: "hour" });
    expect([group_by, truncated.series.reduce((n, { total }) => n + Number(total.value), 0)]).toEqual([
      group_by,
      raw?.truncated,
    ]);
    const generations = await ask({ metric: "generations", group_by, interval: "hour" });
    expect([group_by, generations.series.reduce((n, { total }) => n + Number(total.value), 0)]).toEqual([
      group_by,
      raw?.llm,
    ]);
    for (const { total, points } of generations.series) {
      expect(points.reduce((n, point) => n + Number(point.value), 0)).toBe(total.value);
    }
    if (group_by === undefined) continue;
    const groups = await db.owner.unsafe<{ grp: string | null; n: number }[]>(
      `select ${OF_SPAN[group_by]} as grp, count(*)::int as n from (${calls}) c where ${SPAN_SQL.kind} = 'llm' group by 1`,
    );
    const shown = generations.series.map(({ group, total }) => [group, total.value]);
    expect([group_by, new Map(shown as [string, number][])]).toEqual([
      group_by,
      new Map(groups.map(({ grp, n }) => [grp, n])),
    ]);
  }
  const traces = await db.owner.unsafe<
    {
      feature: string;
      user_id: string | null;
      is_error: boolean;
      duration_ns: number | null;
      ttft_ns: number | null;
    }[]
  >(`select feature, user_id, is_error, duration_ns, ttft_ns from traces where ${within}`);
  const total = async (query: MetricQuery) => (await ask(query)).series[0]?.total;
  expect((await total({ metric: "interactions" }))?.value).toBe(traces.length);
  expect((await total({ metric: "errors" }))?.value).toBe(traces.filter((trace) => trace.is_error).length);
  const p95 = quantile(histogramOf(traces.flatMap((trace) => trace.duration_ns ?? [])), 0.95);
  expect((await total({ metric: "latency" }))?.p95).toBe(p95 === null ? null : p95 / 1e6);
  const ttft = quantile(histogramOf(traces.flatMap((trace) => trace.ttft_ns ?? [])), 0.5);
  expect((await total({ metric: "trace_ttft" }))?.p50).toBe(ttft === null ? null : ttft / 1e6);
  expect((await total({ metric: "interactions", feature: ["f"] }))?.value).toBe(
    traces.filter((trace) => trace.feature === "f").length,
  );
  for (const [group_by, of] of [
    ["feature", "feature"],
    ["user", "user_id"],
  ] as const) {
    const shown = (await ask({ metric: "interactions", group_by })).series.map(({ group, total }) => [
      group,
      total.value,
    ]);
    const counted = new Map<string | null, number>();
    for (const trace of traces) counted.set(trace[of], (counted.get(trace[of]) ?? 0) + 1);
    // A user may have calls in the range but no interaction that began in it.
    expect(new Map((shown as [string, number][]).filter(([, n]) => n > 0))).toEqual(counted);
  }
}

test("figures equal a recomputation over raw rows: before roll-up, after it, and with late spans in closed buckets", async () => {
  await fc.assert(
    fc.asyncProperty(stories, stories, async (first, late) => {
      const project = await makeProject(db.owner, { shardKeys: [1, 2] });
      await tell(project, first);
      await derive();
      const [span] = await db.owner<
        { day: string }[]
      >`select min(started_at)::date::text as day from spans where project_id = ${project.id}`;
      const start = Date.parse(`${span?.day}T00:00:00Z`);
      const ctx = { ...testContext(db.app, project), now: () => new Date(start + 10 * 86_400_000) };
      const ranges = [
        {
          from: new Date(start - 86_400_000).toISOString(),
          to: new Date(start + 9 * 86_400_000).toISOString(),
        },
        {
          from: new Date(start + 12 * 3_600_000 + 30_500).toISOString(),
          to: new Date(start + 37 * 3_600_000 + 90_000).toISOString(),
        },
      ];
      for (const range of ranges) await agrees(ctx, range);
      await settle();
      for (const range of ranges) await agrees(ctx, range);
      await tell(project, late);
      await derive();
      for (const range of ranges) await agrees(ctx, range);
    }),
    { numRuns: 3 },
  );
}, 120_000);

test("a figure of the last minutes is exact at every step of what comes in: its tens of seconds are read only while they are", async () => {
  const project = await makeProject(db.owner);
  const from = Math.floor(Date.now() / 10_000) * 10_000 - 120_000;
  const ctx = { ...testContext(db.app, project), now: () => new Date() };
  const [traceId, other] = [newTraceId(), newTraceId()];
  const send = (said: Partial<ModelSpan>) => {
    const one = { startedAtNs: BigInt(from + 1000) * 1_000_000n, traceId, kind: "llm" as const, ...said };
    const decoded = { spans: [modelSpan(one)], additions: [], scores: [], rejected: [], ignored: 0 };
    return writeBatch(db.pipeline, accept(ctx, decoded).batch, { find: () => null, add: () => {} });
  };
  const calls = async () => {
    const range = { from: new Date(from).toISOString(), to: new Date(from + 10_000).toISOString() };
    const answer = await queryMetrics(ctx, { metric: "generations", group_by: "feature", ...range });
    return Object.fromEntries(answer.series.map(({ group, total }) => [group, total.value]));
  };
  await send({ feature: "early", parentSpanId: "00000000000000aa" });
  await settle();
  const tenSecondBuckets =
    await db.owner`select from rollup_calls where project_id = ${project.id} and tier = 10`;
  expect(tenSecondBuckets.length).toBeGreaterThan(0);
  expect(await calls()).toEqual({ early: 1 });
  // Stored, and not derived yet.
  await send({ feature: "second", traceId: other });
  expect(await calls()).toEqual({ early: 1, second: 1 });
  await settle();
  // A root that began in another ten names the feature of a call that stands in this one.
  const root = { kind: "agent" as const, feature: "root", spanId: "00000000000000aa" };
  await send({ ...root, startedAtNs: BigInt(from - 15_000) * 1_000_000n });
  await derive();
  expect(await calls()).toEqual({ root: 1, second: 1 });
  await settle();
  expect(await calls()).toEqual({ root: 1, second: 1 });
});

const story = async () => new Story(db.owner, await makeProject(db.owner));

test("beyond the largest groups there is one series for all others, and nothing is lost", async () => {
  const told = await story();
  for (const [user, count] of [
    ["a", 3],
    ["b", 2],
    ["c", 1],
    ["d", 1],
  ] as const) {
    for (let index = 0; index < count; index++) await told.trace({ user_id: user });
  }
  const answer = await queryMetrics(testContext(db.app, told.project), {
    metric: "interactions",
    group_by: "user",
    top: 2,
    interval: "range",
  });
  expect(answer.series.map(({ group, other, total }) => [group, other, total.value])).toEqual([
    ["a", false, 3],
    ["b", false, 2],
    [null, true, 2],
  ]);
});

test.each([
  ["interactions", "feature", [3, 2, 2]],
  ["generations", "feature", [3, 2, 2]],
  ["errors", "feature", [3, 2, 2]],
  ["latency", "feature", [3, 2, 2]],
  ["cost_usd", "feature", ["0.000000030", "0.000000020", "0.000000020"]],
  ["tokens", "model", [15, 10, 10]],
] as const)("others of %s by %s are one series after the largest", async (metric, group_by, expected) => {
  const project = await makeProject(db.owner);
  for (const [name, count] of [
    ["a", 3],
    ["b", 2],
    ["c", 1],
    ["d", 1],
  ] as const)
    for (let index = 0; index < count; index++)
      await store(db.owner, project, newTraceId(), [
        span(name, {
          kind: "llm",
          feature: name,
          requestModel: name,
          isError: true,
          inputUncachedTokens: 2,
          outputTextTokens: 3,
          costNanoUsd: 10,
        }),
      ]);
  await derive();
  const ctx = { ...testContext(db.app, project), now: () => new Date("2025-03-01T13:00:00Z") };
  const answer = await queryMetrics(ctx, { metric, group_by, top: 2, interval: "range" });
  expect(answer.series.map(({ group, other }) => [group, other])).toEqual([
    ["a", false],
    ["b", false],
    [null, true],
  ]);
  const shown = answer.series.map(({ total: { value, count, input_total, output_total } }) => {
    if (metric === "tokens") return (input_total ?? 0) + (output_total ?? 0);
    return metric === "latency" ? count : metric === "cost_usd" ? Number(value).toFixed(9) : value;
  });
  expect(shown).toEqual(expected);
});

test("of the kinds that a metric counts, a filter leaves those that it names", async () => {
  const project = await makeProject(db.owner);
  const said = { inputUncachedTokens: 2, outputTextTokens: 3, ttftNs: 1, requestModel: "m" };
  await store(db.owner, project, newTraceId(), [
    span("r", { kind: "agent" }),
    span("a", { kind: "llm", parentSpanId: "r", ...said }),
    span("b", { kind: "embedding", parentSpanId: "r", at: 2, ...said }),
  ]);
  await derive();
  const ctx = { ...testContext(db.app, project), now: () => new Date("2025-03-01T13:00:00Z") };
  const generations = async (kind?: SpanKind[]) =>
    (await queryMetrics(ctx, { metric: "generations", kind, interval: "range" })).series[0]?.total.value;
  expect(await generations()).toBe(1);
  expect(await generations(["llm", "embedding"])).toBe(1);
  expect(await generations(["embedding"])).toBe(0);
});

test("cost that nobody knows is unknown and counted, not zero", async () => {
  const told = await story();
  const traceId = await told.trace();
  await told.span(traceId, { kind: "llm", input_uncached_tokens: 5, request_model: "m" });
  const [series] = (await queryMetrics(testContext(db.app, told.project), { metric: "cost_usd" })).series;
  expect(series?.total).toEqual({ value: null, unknown: 1 });
});

test("every point of the range is there, aligned to UTC, also when nothing happened", async () => {
  const told = await story();
  await told.trace({ started_at: "2026-03-10T10:30:00Z" });
  const query = {
    metric: "interactions",
    from: "2026-03-10T09:15:00Z",
    to: "2026-03-10T12:00:00Z",
    interval: "hour",
  } as const;
  const ctx = { ...testContext(db.app, told.project), now: () => new Date("2026-03-10T09:00:00Z") };
  const answer = await queryMetrics(ctx, query);
  expect(metricAnswerSchema.parse(answer)).toEqual(answer);
  expect(answer.series[0]?.points.map(({ at, value }) => [at.slice(11, 16), value])).toEqual([
    ["09:00", 0],
    ["10:00", 1],
    ["11:00", 0],
  ]);
});

test("a score has a mean over time, by feature of what it judges", async () => {
  const told = await story();
  const good = await told.trace({ feature: "f" });
  const bad = await told.trace({ feature: "g" });
  await told.score({ trace_id: good, name: "helpful", value_number: 1 });
  await told.score({ trace_id: good, name: "helpful", value_number: 0.5 });
  await told.score({ trace_id: bad, name: "helpful", value_number: 0 });
  const ctx = testContext(db.app, told.project);
  expect((await queryMetrics(ctx, { metric: "score:helpful" })).series[0]?.total).toEqual({
    value: 0.5,
    count: 3,
  });
  const byFeature = await queryMetrics(ctx, { metric: "score:helpful", group_by: "feature" });
  expect(byFeature.series.map(({ group, total }) => [group, total.value])).toEqual([
    ["f", 0.75],
    ["g", 0],
  ]);
  const only = await queryMetrics(ctx, { metric: "score:helpful", feature: ["g"] });
  expect(only.series[0]?.total).toEqual({ value: 0, count: 1 });
});

test("another project's figures are not counted", async () => {
  const mine = await story();
  const theirs = await story();
  await theirs.trace();
  const answer = await queryMetrics(testContext(db.app, mine.project), { metric: "interactions" });
  expect(answer.series[0]?.total.value).toBe(0);
});

test("a wrong query says what is wrong with it", async () => {
  const told = await story();
  const ctx = testContext(db.app, told.project);
  expect(() => parseMetricQuery(new URLSearchParams("metric=happiness"))).toThrowError(/interactions/);
  expect(() => parseMetricQuery(new URLSearchParams(""))).toThrowError(/metric/);
  await expect(queryMetrics(ctx, { metric: "interactions", group_by: "kind" })).rejects.toMatchObject({
    code: "bad_request",
  });
  await expect(queryMetrics(ctx, { metric: "interactions", interval: "minute" })).rejects.toMatchObject({
    code: "bad_request",
  });
});
