import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import { accept } from "@/lib/ingest/accept";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { writeBatch } from "@/lib/ingest/write";
import type { MetricQuery } from "@/lib/metrics/metric-query";
import { METRIC_DIMENSIONS } from "@/lib/model/figure-dimensions";
import { queryMetrics } from "@/lib/metrics/query-metrics";
import type { ModelAddition, ModelScore, ModelSpan } from "@/lib/model/span";
import type { TokenBuckets } from "@/lib/model/tokens";
import { EMPTY_SPAN } from "@/lib/model/empty-span";
import { nanoOfUsd } from "@/lib/money/nano-usd";
import { getTrace } from "@/lib/traces/get-trace";

import { deriveTraces } from "./derive-traces";
import { checkDerived, rebuild } from "@/lib/rebuild/rebuild";
import { rollUp } from "./roll-up";

/** What arrives late is as true as what came in time: through accept, the store and derivation as they are. */

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const SECOND = 1_000_000_000n;
const HOUR = 3600n * SECOND;
const DAY = 24n * HOUR;
/** 23:59:30 of a day: half a minute before the end of a minute, an hour and a day. */
const EVE = BigInt(Date.UTC(2026, 2, 9, 23, 59, 30)) * 1_000_000n;
const RANGE = { from: "2026-03-05T00:00:00Z", to: "2026-03-15T00:00:00Z" };

const contextOf = (project: TestProject): Context => ({
  sql: db.app,
  project,
  actor: { kind: "system", name: "test" },
  now: () => new Date("2026-03-20T12:00:00Z"),
});

interface Arrival {
  spans?: ModelSpan[];
  additions?: ModelAddition[];
  scores?: ModelScore[];
}

async function arrive(project: TestProject, { spans = [], additions = [], scores = [] }: Arrival) {
  const decoded = { spans, additions, scores, rejected: [], ignored: 0 };
  const { batch, rejected } = accept(contextOf(project), decoded);
  expect(rejected).toEqual([]);
  await writeBatch(db.pipeline, batch, new KnownBodies());
}

const derive = async (): Promise<void> => {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
};
const settle = async (): Promise<void> => {
  await derive();
  while ((await rollUp(db.worker, { settled: true })) > 0);
};

const TRACE = "000000000000000000000000000000aa";
const span = (
  id: number,
  said: Partial<ModelSpan> & { parent?: number; at?: bigint; seconds?: number } = {},
): ModelSpan => {
  const { parent, at = 0n, seconds = 1, ...rest } = said;
  return {
    ...EMPTY_SPAN,
    traceId: TRACE,
    spanId: id.toString(16).padStart(16, "0"),
    parentSpanId: parent === undefined ? null : parent.toString(16).padStart(16, "0"),
    name: `step ${id}`,
    kind: "other",
    startedAtNs: EVE + at,
    durationNs: BigInt(seconds) * SECOND,
    ...rest,
  };
};
const tokens = (input: number | null, output: number | null): TokenBuckets => ({
  inputUncached: input,
  cacheRead: null,
  cacheWrite: null,
  cacheWrite1h: null,
  inputAudio: null,
  outputText: output,
  reasoning: null,
  outputAudio: null,
});
const call = (id: number, said: Parameters<typeof span>[1] = {}): ModelSpan =>
  span(id, { kind: "llm", provider: "openai", requestModel: "gpt-4o", tokens: tokens(1000, 100), ...said });

/** What is derived about a project, in an order of its own; ids of dimensions only where they are used. */
async function derived(project: TestProject): Promise<Record<string, unknown>> {
  const rows = async (table: string) =>
    (
      await db.owner<{ row: object }[]>`
        select to_jsonb(t) - '{project_id,body_ref,input_ref,output_ref,metadata_ref,digest}'::text[] as row from ${db.owner(table)} t where project_id = ${project.id}`
    )
      .map(({ row }) => JSON.stringify(row))
      .sort();
  return {
    traces: await rows("traces"),
    spans: await rows("spans"),
    calls: await rows("rollup_calls"),
    rollups: await rows("rollup_traces"),
    usage: await rows("usage"),
    scores: await rows("scores"),
    dimensions: await db.owner`
      select distinct environment, feature, release, kind, provider, model, name from dimensions d
      where project_id = ${project.id} and (
        exists (select from rollup_calls r where r.project_id = d.project_id and r.dimension_id = d.id)
        or exists (select from rollup_traces r where r.project_id = d.project_id and r.dimension_id = d.id))
      order by 1, 2, 3, 4, 5, 6, 7`,
  };
}

const ask = (project: TestProject, query: MetricQuery) =>
  queryMetrics(contextOf(project), { ...RANGE, interval: "range", ...query });

async function costBy(project: TestProject, group_by?: MetricQuery["group_by"]) {
  const { series } = await ask(project, { metric: "cost_usd", group_by });
  return Object.fromEntries(
    series
      .filter(({ total }) => total.value !== null)
      .map(({ group, total }) => [group ?? "", nanoOfUsd(String(total.value))]),
  );
}
const sum = (costs: Record<string, bigint | null>) =>
  Object.values(costs).reduce((total, cost) => (total ?? 0n) + (cost ?? 0n), 0n);

/** Each way to the total cost gives the same: raw spans, traces, every tier of every roll-up, every grouping of the API. */
async function costsAddUp(project: TestProject): Promise<void> {
  const [totals] = await db.owner<Record<string, string>[]>`
    select
      (select coalesce(sum(cost_nano_usd), 0) from spans where project_id = ${project.id} and coalesce(derived_kind, kind) in ('llm', 'embedding'))::text as spans,
      (select coalesce(sum(cost_nano_usd), 0) from traces where project_id = ${project.id})::text as traces`;
  const tiers = await db.owner<{ name: string; cost: string }[]>`
    select format('calls %s %s', tier, cube) as name, coalesce(sum(cost_nano_usd), 0)::text as cost from rollup_calls where project_id = ${project.id} group by tier, cube
    union all select format('traces %s %s', tier, cube), coalesce(sum(cost_nano_usd), 0)::text from rollup_traces where project_id = ${project.id} group by tier, cube
    union all select format('usage %s %s', tier, cube), coalesce(sum(cost_nano_usd), 0)::text from usage where project_id = ${project.id} group by tier, cube`;
  const total = BigInt(totals?.["spans"] ?? 0);
  expect(BigInt(totals?.["traces"] ?? 0)).toBe(total);
  for (const { name, cost } of tiers) expect([name, BigInt(cost)]).toEqual([name, total]);
  for (const group_by of [undefined, ...METRIC_DIMENSIONS])
    expect([group_by, sum(await costBy(project, group_by))]).toEqual([group_by, total]);
}

/** Interactions by bucket of each tier. */
const buckets = async (project: TestProject) =>
  Object.fromEntries(
    (
      await db.owner<{ name: string; n: number }[]>`
        select tier || ' ' || to_char(bucket at time zone 'UTC', 'DD HH24:MI') as name, sum(interactions)::int as n
        from rollup_traces where project_id = ${project.id} and cube in (100, 105) and (cube = 100) = (tier = 60) group by 1`
    ).map(({ name, n }) => [name, n]),
  );

const fresh = () => makeProject(db.owner, { shardKeys: [1, 2, 3], retentionDays: 60 });

describe("a root that comes hours later", () => {
  it("gives its children's cost to its feature and user, in traces, every tier, usage and the API", async () => {
    const project = await fresh();
    await arrive(project, { spans: [call(2, { parent: 1, at: 1n * SECOND })] });
    await arrive(project, { spans: [call(3, { parent: 1, at: 20n * SECOND }), call(4, { parent: 3 })] });
    await settle();
    expect(Object.keys(await costBy(project, "user"))).toEqual([""]);
    await arrive(project, {
      spans: [
        span(1, {
          kind: "agent",
          feature: "refunds",
          userId: "ada",
          sessionId: "s-1",
          environment: "production",
        }),
      ],
    });
    await settle();
    const [row] = await db.owner`
      select feature, user_id, session_id, environment, root_span_id is not null as rooted, is_open, cost_nano_usd
      from traces where project_id = ${project.id}`;
    expect(row).toMatchObject({
      feature: "refunds",
      user_id: "ada",
      session_id: "s-1",
      environment: "production",
      rooted: true,
      is_open: false,
    });
    const total = BigInt(String(row?.["cost_nano_usd"]));
    expect(total).toBeGreaterThan(0n);
    expect(await costBy(project, "feature")).toEqual({ refunds: total });
    expect(await costBy(project, "user")).toEqual({ ada: total });
    const usage = await db.owner`
      select tier, string_agg(distinct user_id || '/' || feature, ',') as who, sum(cost_nano_usd)::text as cost, sum(interactions)::int as n
      from usage where project_id = ${project.id} and cube = 0 group by tier order by tier`;
    expect(usage.map((one) => ({ ...one }))).toEqual(
      [0, 60, 900, 3600].map((tier) => ({ tier, who: "ada/refunds", cost: String(total), n: 1 })),
    );
    await costsAddUp(project);
  });

  it("moves the trace to another minute, hour and day, and empties the buckets where it was", async () => {
    const project = await fresh();
    await arrive(project, { spans: [call(2, { parent: 1, at: HOUR })] });
    await settle();
    expect(await buckets(project)).toEqual({
      "60 10 00:59": 1,
      "900 10 00:45": 1,
      "3600 10 00:00": 1,
      "0 10 00:00": 1,
    });
    await arrive(project, { spans: [span(1, { kind: "agent", feature: "night", seconds: 7200 })] });
    await settle();
    expect(await buckets(project)).toEqual({
      "60 09 23:59": 1,
      "900 09 23:45": 1,
      "3600 09 23:00": 1,
      "0 09 00:00": 1,
    });
    expect(await db.owner`select from traces where project_id = ${project.id}`).toHaveLength(1);
    // Its call stays where it happened, now under the root's feature.
    const calls = await db.owner`
      select distinct to_char(bucket at time zone 'UTC', 'DD') as day, d.feature from rollup_calls r
      join dimensions d on d.project_id = r.project_id and d.cube = r.cube and d.id = r.dimension_id and d.shard_key = r.shard_key
      where r.project_id = ${project.id} and r.cube in (0, 6)`;
    expect(calls.map((one) => ({ ...one }))).toEqual([{ day: "10", feature: "night" }]);
    await costsAddUp(project);
  });

  it("decides days later whether the interaction failed", async () => {
    const project = await fresh();
    await arrive(project, { spans: [call(2, { parent: 1, isError: true })] });
    await settle();
    const errors = async () => (await ask(project, { metric: "errors" })).series[0]?.total.value;
    expect(await errors()).toBe(1);
    await arrive(project, { spans: [span(1, { kind: "agent", seconds: 10 })] });
    await settle();
    expect(await errors()).toBe(0);
  });
});

describe("a second copy of a span that says more", () => {
  it("corrects usage and cost everywhere, once", async () => {
    const project = await fresh();
    const open = { durationNs: null, tokens: null };
    await arrive(project, {
      spans: [span(1, { kind: "agent", userId: "ada" }), call(2, { parent: 1, ...open })],
    });
    await settle();
    expect(await costBy(project)).toEqual({});
    const full = call(2, { parent: 1, tokens: tokens(2000, 300), responseModel: "gpt-4o-2024-08-06" });
    for (let again = 0; again < 2; again++) {
      await arrive(project, { spans: [full] });
      await settle();
      const [row] = await db.owner`
        select input_tokens, output_tokens, cost_status, cost_nano_usd from traces where project_id = ${project.id}`;
      expect(row).toMatchObject({ input_tokens: 2000, output_tokens: 300, cost_status: "known" });
      await costsAddUp(project);
      expect(sum(await costBy(project, "user"))).toBe(BigInt(String(row?.["cost_nano_usd"])));
    }
    // The poorer copy again changes nothing.
    const before = await derived(project);
    await arrive(project, { spans: [call(2, { parent: 1, ...open })] });
    await settle();
    expect(await derived(project)).toEqual(before);
  });

  it("with another start leaves nothing in the minute, hour and day where it was", async () => {
    const project = await fresh();
    const poor = call(1, { durationNs: null });
    const moved = call(1, { at: 2n * DAY + HOUR, feature: "moved", userId: "bob" });
    await arrive(project, { spans: [poor] });
    await settle();
    await arrive(project, { spans: [moved] });
    await settle();
    expect(await buckets(project)).toEqual({
      "60 12 00:59": 1,
      "900 12 00:45": 1,
      "3600 12 00:00": 1,
      "0 12 00:00": 1,
    });
    expect(await db.owner`select from spans where project_id = ${project.id}`).toHaveLength(1);
    const usage = await db.owner`
      select distinct to_char(bucket at time zone 'UTC', 'DD') as day from usage where project_id = ${project.id}`;
    expect(usage.map((one) => ({ ...one }))).toEqual([{ day: "12" }]);
    await costsAddUp(project);
    const before = await derived(project);
    await arrive(project, { spans: [poor] });
    await settle();
    expect(await derived(project)).toEqual(before);
  });

  it("turns a success into a failure, in the bucket of its own start", async () => {
    const project = await fresh();
    await arrive(project, { spans: [call(1)] });
    await settle();
    await arrive(project, {
      spans: [call(1, { isError: true, error: { type: "timeout", message: "late", stack: null } })],
    });
    await settle();
    for (const table of ["rollup_calls", "rollup_traces"])
      expect(
        (
          await db.owner`select tier, sum(errors)::int as errors from ${db.owner(table)} where project_id = ${project.id} and cube in (0, 100) group by tier order by tier`
        ).map((one) => ({ ...one })),
      ).toEqual([0, 60, 900, 3600].map((tier) => ({ tier, errors: 1 })));
    const [row] = await db.owner`select error_type from traces where project_id = ${project.id}`;
    expect(row?.["error_type"]).toBe("timeout");
  });
});

it("a score that comes before its trace, or hours after, is on the trace and in the metric, under the root's feature", async () => {
  const project = await fresh();
  const score = (id: string, value: number, at: string): ModelScore => ({
    id,
    traceId: TRACE,
    spanId: null,
    sessionId: null,
    name: "helpful",
    value,
    source: "user",
    comment: null,
    correction: null,
    at,
  });
  await arrive(project, { scores: [score("a", 1, "2026-03-09T00:00:00.000Z")] });
  await settle();
  await arrive(project, { spans: [call(2, { parent: 1 })] });
  await settle();
  await arrive(project, {
    spans: [span(1, { kind: "agent", feature: "mail" })],
    scores: [score("b", 0, "2026-03-12T00:00:00.000Z"), score("a", 0.5, "2026-03-12T00:00:00.000Z")],
  });
  await arrive(project, { scores: [score("a", 1, "2026-03-09T00:00:00.000Z")] });
  await settle();
  const trace = await getTrace(contextOf(project), { traceId: TRACE });
  expect(trace.scores.map(({ value }) => value).sort()).toEqual([0, 0.5]);
  const { series } = await ask(project, { metric: "score:helpful", group_by: "feature" });
  expect(series.map(({ group, total }) => [group, total])).toEqual([["mail", { value: 0.25, count: 2 }]]);
});

it("spans that say all of it themselves are written once: a call's step too, where no workflow is around it", async () => {
  const project = await fresh();
  const common = { feature: "mail", seconds: 1 };
  await arrive(project, {
    spans: [
      span(1, { ...common, kind: "agent", seconds: 9 }),
      call(2, { ...common, parent: 1, at: SECOND, name: "chat gpt-4o" }),
      span(3, { ...common, parent: 1, at: 2n * SECOND, kind: "tool" }),
      call(4, { ...common, parent: 1, at: 3n * SECOND, name: "chat gpt-4o" }),
    ],
  });
  expect(await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).toMatchObject({
    traces: 1,
    changedSpans: 0,
  });
  await arrive(project, { spans: [span(5, { ...common, parent: 1, kind: "workflow", name: "plan" })] });
  await arrive(project, { spans: [call(6, { ...common, parent: 5, name: "chat gpt-4o" })] });
  expect(await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).toMatchObject({ changedSpans: 1 });
  await settle();
  expect(
    await db.owner`
      select name, derived_step as step from spans where project_id = ${project.id} and kind = 'llm' order by span_id`,
  ).toEqual([
    { name: "chat gpt-4o", step: "chat" },
    { name: "chat gpt-4o", step: "chat" },
    { name: "chat gpt-4o", step: "plan" },
  ]);
});

it("tools that came before what they gave was told are compared once all is there", async () => {
  const project = await fresh();
  const tool = (id: number, at: bigint, given: string, gave: string | null) =>
    span(id, {
      parent: 1,
      at: at * SECOND,
      kind: "tool",
      inputValue: { of: given },
      outputValue: gave && { is: gave },
    });
  const saving = async () => {
    await settle();
    const [row] = await db.owner`
      select tool_mode, parallel_saving_ns as saved from traces where project_id = ${project.id}`;
    return row;
  };
  await arrive(project, { spans: [tool(3, 2n, "order 8812", "shipped"), tool(2, 1n, "Kim", null)] });
  // What the first gave is unknown: the second may have needed it.
  expect(await saving()).toEqual({ tool_mode: "sequential", saved: 0 });
  await arrive(project, {
    spans: [tool(2, 1n, "Kim", "a gold member"), span(1, { kind: "agent", seconds: 9 })],
  });
  expect(await saving()).toEqual({ tool_mode: "sequential", saved: 1e9 });
  await arrive(project, { spans: [tool(4, 4n, "shipped", "today")] });
  expect(await saving()).toEqual({ tool_mode: "sequential", saved: 1e9 });
});

// The property: what is derived is a function of the set of what arrived.

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const copies = fc.record({
  trace: fc.integer({ min: 1, max: 3 }),
  id: fc.integer({ min: 1, max: 5 }),
  parent: fc.integer({ min: 0, max: 6 }),
  at: fc.constantFrom(0n, 1n, 29n * SECOND, 30n * SECOND, 31n * SECOND, HOUR, DAY, 2n * DAY),
  seconds: maybe(fc.constantFrom(0, 1, 30, 7200)),
  kind: fc.constantFrom(
    "agent" as const,
    "llm" as const,
    "llm" as const,
    "tool" as const,
    "retrieval" as const,
  ),
  isError: fc.boolean(),
  feature: maybe(fc.constantFrom("f", "g")),
  userId: maybe(fc.constantFrom("u", "v")),
  sessionId: maybe(fc.constantFrom("s")),
  environment: maybe(fc.constantFrom("production")),
  release: maybe(fc.constantFrom("1")),
  requestModel: maybe(fc.constantFrom("gpt-4o", "gpt-4o-mini", "nobody-knows")),
  // Often the same, so that traces of two services tell the same call.
  input: maybe(fc.oneof(fc.constant(1000), fc.integer({ min: 0, max: 5000 }))),
  output: maybe(fc.oneof(fc.constant(100), fc.integer({ min: 0, max: 500 }))),
  service: maybe(fc.constantFrom("shop", "vllm")),
  isServer: fc.boolean(),
  system: maybe(fc.constantFrom("Be kind.", "Be brief.")),
  responseId: maybe(fc.constantFrom("r")),
});
/** Calls of which other traces may tell the same. */
const toldTwice = copies.map((copy) => ({
  ...copy,
  kind: "llm" as const,
  requestModel: "gpt-4o" as const,
  responseId: "r" as const,
  input: 1000,
  output: 100,
  seconds: copy.seconds ?? 1,
  service: copy.service ?? "shop",
}));
type Copy = typeof copies extends fc.Arbitrary<infer T> ? T : never;

const traceIdOf = (trace: number) => trace.toString(16).padStart(32, "0");
const spanOf = ({ trace, seconds, input, output, parent, id, isServer, ...said }: Copy): ModelSpan => ({
  ...span(id, {
    ...said,
    ...(parent ? { parent } : {}),
    input:
      said.kind === "llm" && input !== null ? [{ role: "user", content: `question ${input % 2}` }] : null,
    output: null,
    // What a tool gave may be what another one was given.
    ...(said.kind === "tool"
      ? { inputValue: { of: `order ${id}` }, outputValue: { is: `order ${parent}` } }
      : {}),
    ...(said.isError
      ? { error: { type: said.userId ? "RateLimitError" : null, message: null, stack: null } }
      : {}),
    name: said.requestModel === null ? `step ${id}` : `chat ${said.requestModel}`,
  } as never),
  traceId: traceIdOf(trace),
  durationNs: seconds === null ? null : BigInt(seconds) * SECOND,
  provider: said.requestModel === null ? null : "openai",
  tokens: input === null && output === null ? null : tokens(input, output),
  sent: {
    attributes: new Map(),
    events: [],
    links: [],
    about: isServer ? { kind: "SERVER" } : null,
  },
});
const additionOf = (copy: Copy): ModelAddition => ({
  traceId: traceIdOf(copy.trace),
  spanId: copy.id.toString(16).padStart(16, "0"),
  occurredAtNs: EVE + copy.at,
  system: copy.system,
  input: [{ role: "user", content: `question ${copy.input}` }],
  output: copy.output === null ? null : [{ role: "assistant", content: `answer ${copy.output}` }],
  toolDefinitions: null,
  inputValue: null,
  outputValue: null,
  documents: null,
  finishReason: copy.responseId === null ? null : "stop",
  error: null,
  attributes: {},
});

describe("whatever the order, the split into requests and the repeats", () => {
  it("a call is told by no copy of another trace's span that has lost", async () => {
    const copy: Copy = {
      trace: 1,
      id: 4,
      parent: 0,
      at: 0n,
      seconds: 0,
      kind: "llm",
      isError: false,
      feature: "f",
      userId: "u",
      sessionId: "s",
      environment: "production",
      release: "1",
      requestModel: "gpt-4o",
      input: 1000,
      output: 100,
      service: "shop",
      isServer: true,
      system: "Be kind.",
      responseId: "r",
    };
    const lost = spanOf({ ...copy, userId: null, sessionId: null, feature: null, release: null });
    const won = spanOf({ ...copy, at: 29_000_000_000n, kind: "tool" });
    const other = spanOf({ ...copy, trace: 3, id: 2, seconds: 1, service: "vllm", isServer: false });
    for (const arrivals of [[[lost, won, other]], [[lost, other], [won]], [[other], [lost], [won]]]) {
      const project = await fresh();
      for (const spans of arrivals) {
        await arrive(project, { spans });
        await settle();
      }
      const rows = await db.owner<{ kind: string }[]>`
        select kind from spans where project_id = ${project.id} and derived_call_trace_id is not null`;
      expect(rows).toEqual([]);
      expect(await checkDerived(db.worker, () => {})).toMatchObject({ changedTraces: 0, changedSpans: 0 });
    }
  });

  it("traces, roll-ups, usage and dimensions are those of in-order arrival, and of a rebuild; costs add up", async () => {
    const pieces = fc.array(
      fc.record({
        copy: fc.oneof(copies, toldTwice) as fc.Arbitrary<Copy>,
        isAddition: fc.boolean(),
        order: fc.nat(),
        again: fc.nat(),
      }),
      { minLength: 1, maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, async (told) => {
        const [inOrder, shuffled] = [await fresh(), await fresh()];
        const items = told.map(({ copy, isAddition, order, again }) => ({
          order,
          again,
          arrival:
            isAddition && order % 4 === 0 ? { additions: [additionOf(copy)] } : { spans: [spanOf(copy)] },
        }));
        await arrive(inOrder, {
          spans: items.flatMap(({ arrival }) => arrival.spans ?? []),
          additions: items.flatMap(({ arrival }) => arrival.additions ?? []),
        });
        await settle();
        for (const { arrival, order, again } of items.toSorted((a, b) => a.order - b.order)) {
          await arrive(shuffled, arrival);
          if (order % 3 === 0) await settle();
          else if (order % 3 === 1) await derive();
          const earlier = items[again % items.length];
          if (again % 2 === 0 && earlier) await arrive(shuffled, earlier.arrival);
        }
        for (const { arrival } of items) await arrive(shuffled, arrival);
        await settle();
        const state = await derived(shuffled);
        expect(state).toEqual(await derived(inOrder));
        await costsAddUp(shuffled);
        expect(await checkDerived(db.worker, () => {})).toMatchObject({ changedTraces: 0, changedSpans: 0 });
        expect(await rebuild(db.worker, () => {})).toMatchObject({ changedTraces: 0, changedSpans: 0 });
        expect(await derived(shuffled)).toEqual(state);
        expect(await db.owner`select from dirty_traces`).toHaveLength(0);
        expect(await db.owner`select from dirty_buckets`).toHaveLength(0);
        for (const id of [inOrder.id, shuffled.id])
          for (const table of [
            "span_rows",
            "span_additions",
            "traces",
            "trace_days",
            "rollup_calls",
            "rollup_traces",
            "usage",
          ])
            await db.owner`delete from ${db.owner(table)} where project_id = ${id}`;
      }),
      { numRuns: 6 },
    );
  }, 240_000);
});
