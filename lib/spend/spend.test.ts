import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import { PriceBook } from "@/lib/cost/price-book";
import { tokenWeights } from "@/lib/cost/token-weights";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { SPAN_SQL } from "@/lib/model/span-sql";
import { NOON, span, store } from "@/lib/derive/testing";
import { airlineFile, readAirline } from "@/lib/import/fixtures.testing";
import { sendConversations } from "@/lib/import/send-conversations.testing";
import { overview } from "@/lib/metrics/overview";
import { queryMetrics } from "@/lib/metrics/query-metrics";
import { histogramOf } from "@/lib/stats/histogram";
import { nextPeriod, startOfPeriod } from "@/lib/time/zone";
import { newTraceId, testContext } from "@/lib/traces/testing";
import { rangeBefore } from "@/lib/time/range";

import { tokenAnatomy, TOKEN_PARTS } from "./anatomy";
import { costBreakdown } from "./cost-breakdown";
import { costChange } from "./cost-change";
import { costSummary } from "./cost-summary";
import { interactionCosts } from "./interaction-costs";
import { monthEnd } from "./month-end";
import { SPEND_GROUPS, type SpendFilters, type SpendGroup, type SpendQuery } from "./spend-query";
import { userSpend } from "./user-spend";

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
const tokens = maybe(fc.integer({ min: 0, max: 5000 }));
const call = fc.record({
  at: fc.constantFrom(0, 1, 30_000_000, MINUTE),
  kind: fc.constantFrom("llm" as const, "embedding" as const, "tool" as const, "agent" as const),
  name: fc.constantFrom("answer", "judge"),
  isError: fc.boolean(),
  costNanoUsd: maybe(fc.integer({ min: 0, max: 3e9 })),
  inputUncachedTokens: tokens,
  cacheReadTokens: tokens,
  outputTextTokens: tokens,
  reasoningTokens: tokens,
  feature: maybe(fc.constantFrom("f", "g")),
  userId: maybe(fc.constantFrom("u", "v", "w")),
  environment: maybe(fc.constantFrom("production", "staging")),
  provider: maybe(fc.constantFrom("openai", "anthropic")),
  requestModel: maybe(fc.constantFrom("gpt-4o", "gpt-4o-mini")),
  promptFingerprint: maybe(fc.constantFrom("7", "8")),
});
/** Over three days around noon, at the edges of minutes, hours and days in several zones. */
const OFFSETS = [
  0,
  MINUTE - 1,
  59 * MINUTE,
  60 * MINUTE,
  12 * 60 * MINUTE,
  37 * 60 * MINUTE,
  -26 * 60 * MINUTE,
];
const stories = fc.array(
  fc.record({ at: fc.constantFrom(...OFFSETS), calls: fc.array(call, { minLength: 1, maxLength: 4 }) }),
  { minLength: 1, maxLength: 5 },
);
type Stories = typeof stories extends fc.Arbitrary<infer T> ? T : never;

async function tell(project: TestProject, told: Stories): Promise<void> {
  for (const { at, calls } of told) {
    await store(
      db.owner,
      project,
      newTraceId(),
      calls.map(({ at: offset, ...rest }, index) =>
        span(`${index + 1}`, { ...rest, at: at + offset, ...(index > 0 ? { parentSpanId: "1" } : {}) }),
      ),
    );
  }
}

interface RawCall extends Record<SpendGroup, string | null> {
  ms: number;
  cost: string | null;
  input: number;
  output: number;
  cached: number;
  told: number;
  is_error: boolean;
}

/** Every model call of the project, as its trace decides its facts. */
const rawCalls = (project: TestProject): Promise<RawCall[]> =>
  db.owner.unsafe<RawCall[]>(`
    select extract(epoch from started_at)::float8 * 1000 as ms, ${SPAN_SQL.feature} as feature, ${SPAN_SQL.userId} as user,
      ${SPAN_SQL.model} as model, provider, lpad(to_hex(${SPAN_SQL.fingerprint}), 16, '0') as prompt_version,
      ${SPAN_SQL.step} as step, ${SPAN_SQL.environment} as environment, cost_nano_usd::text as cost, is_error,
      ${SPAN_SQL.inputTokens}::int as input, ${SPAN_SQL.outputTokens}::int as output, coalesce(cache_read_tokens, 0) as cached,
      num_nonnulls(input_uncached_tokens, cache_read_tokens, output_text_tokens, reasoning_tokens) as told
    from spans
    where project_id = ${project.id} and ${SPAN_SQL.isCall}`);

const nanoOf = (calls: readonly RawCall[]): bigint =>
  calls.reduce((sum, { cost }) => sum + BigInt(cost ?? 0), 0n);
const unknownOf = (calls: readonly RawCall[]): number =>
  calls.filter(({ cost, is_error, told }) => cost === null && !(is_error && told === 0)).length;

const passes = (one: RawCall, { from, to, filters }: SpendQuery): boolean =>
  one.ms >= Date.parse(from) &&
  one.ms < Date.parse(to) &&
  SPEND_GROUPS.every((word) => {
    const values = filters[word] ?? [];
    return values.length === 0 || values.includes(one[word] ?? "");
  });

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

async function agrees(ctx: Context, project: TestProject, query: SpendQuery): Promise<void> {
  const all = await rawCalls(project);
  const now = all.filter((one) => passes(one, query));
  const before = all.filter((one) => passes(one, rangeBefore(query)));

  const summary = await costSummary(ctx, query);
  expect(sum(summary.now.spend.map(({ costNano }) => costNano))).toBe(nanoOf(now));
  expect(sum(summary.before.spend.map(({ costNano }) => costNano))).toBe(nanoOf(before));
  expect(summary.now.spend.reduce((n, { calls }) => n + calls, 0)).toBe(now.length);
  expect(summary.now.spend.reduce((n, { unknownCalls }) => n + unknownCalls, 0)).toBe(unknownOf(now));

  const change = costChange(summary, ctx.now());
  expect(sum(Object.values(change.factors))).toBe(nanoOf(now) - nanoOf(before));
  expect(sum(change.drivers.map(({ nano }) => nano))).toBe(nanoOf(now) - nanoOf(before));

  const [total, ...features] = tokenAnatomy(summary.now.spend, tokenWeights(summary.book, ctx.now()));
  expect(sum(TOKEN_PARTS.map((part) => total!.costNano[part]))).toBe(nanoOf(now));
  expect(TOKEN_PARTS.reduce((n, part) => n + total!.tokens[part], 0)).toBe(
    now.reduce((n, { input, output }) => n + input + output, 0),
  );
  for (const part of TOKEN_PARTS)
    expect(sum(features.map(({ costNano }) => costNano[part]))).toBe(total!.costNano[part]);

  for (const group of SPEND_GROUPS) {
    const breakdown = await costBreakdown(ctx, query, group, "hour");
    const expected = new Map<string | null, RawCall[]>();
    for (const one of now) expected.set(one[group], [...(expected.get(one[group]) ?? []), one]);
    const shown = breakdown.rows.filter(({ calls, costNano, unknownCalls, inputTokens, outputTokens }) =>
      calls === null ? costNano > 0n || unknownCalls > 0 || inputTokens + outputTokens > 0 : true,
    );
    for (const row of shown) {
      const own = expected.get(row.group) ?? [];
      expect([group, row.group, row.costNano, row.unknownCalls]).toEqual([
        group,
        row.group,
        nanoOf(own),
        unknownOf(own),
      ]);
      expect([row.inputTokens, row.outputTokens]).toEqual([
        own.reduce((n, { input }) => n + input, 0),
        own.reduce((n, { output }) => n + output, 0),
      ]);
      if (row.calls !== null) expect(row.calls).toBe(own.length);
      if (row.costBeforeNano !== null)
        expect(row.costBeforeNano).toBe(nanoOf(before.filter((one) => one[group] === row.group)));
    }
    expect([group, sum(breakdown.rows.map(({ costNano }) => costNano))]).toEqual([group, nanoOf(now)]);
    // Unknown alone is no figure; whatever is drawn adds up.
    expect([group, sum(breakdown.series.flatMap(({ nano }) => nano.map((value) => value ?? 0n)))]).toEqual([
      group,
      nanoOf(now),
    ]);
    for (const [index, time] of breakdown.times.entries()) {
      const end = nextPeriod(time, "hour", query.zone);
      expect(sum(breakdown.series.map(({ nano }) => nano[index] ?? 0n))).toBe(
        nanoOf(now.filter(({ ms }) => ms >= time && ms < end)),
      );
    }
  }

  const users = await userSpend(ctx, query);
  if (users) {
    expect(users.totalNano).toBe(nanoOf(now));
    const spent = new Map<string, RawCall[]>();
    for (const one of now) if (one.user !== null) spent.set(one.user, [...(spent.get(one.user) ?? []), one]);
    const costs = [...spent.values()].map(nanoOf).sort((a, b) => (a < b ? 1 : -1));
    expect(users.top1Nano).toBe(costs[0] ?? 0n);
    for (const { user, costNano } of users.top) expect(costNano).toBe(nanoOf(spent.get(user) ?? []));
  }

  const month = await monthEnd(ctx, query);
  const start = startOfPeriod(ctx.now().getTime(), "month", query.zone);
  expect(month.startMs).toBe(start);
  expect(month.spentNano).toBe(
    nanoOf(
      all.filter((one) =>
        passes(one, {
          ...query,
          from: new Date(start).toISOString(),
          to: new Date(ctx.now().getTime() + 60_000).toISOString(),
        }),
      ),
    ),
  );
  await interactionsAgree(ctx, project, query);
}

async function interactionsAgree(ctx: Context, project: TestProject, query: SpendQuery): Promise<void> {
  const costs = await interactionCosts(ctx, query, "day");
  if (!costs) return;
  const { environment = [], feature = [], user = [] } = query.filters;
  const traces = (
    await db.owner<
      {
        feature: string;
        user_id: string | null;
        environment: string | null;
        cost: string | null;
        status: string | null;
      }[]
    >`
      select feature, user_id, environment, cost_nano_usd::text as cost, cost_status as status
      from traces
      where project_id = ${project.id} and started_at >= ${query.from} and started_at < ${query.to}`
  ).filter(
    (one) =>
      (environment.length === 0 || environment.includes(one.environment ?? "")) &&
      (feature.length === 0 || feature.includes(one.feature)) &&
      (user.length === 0 || user.includes(one.user_id ?? "")),
  );
  expect(costs.interactions).toBe(traces.length);
  expect(costs.looked).toBe(traces.length);
  const known = traces.filter(({ cost, status }) => status === "known" && BigInt(cost ?? 0) > 0n);
  expect(costs.distribution).toEqual(histogramOf(known.map(({ cost }) => Number(cost))));
}

const filterSets: SpendFilters[] = [
  {},
  { environment: ["production"] },
  { feature: ["f"], environment: ["staging", "production"] },
  { user: ["u", "v"] },
  { model: ["gpt-4o"] },
  { feature: ["g"], model: ["gpt-4o-mini"], provider: ["openai"] },
  { step: ["judge"] },
  { user: ["u"], model: ["gpt-4o"] },
  { prompt_version: ["0000000000000007"] },
];

test("every figure equals a recomputation over raw calls: before roll-up, after it, with late calls, whatever the filter and the zone", async () => {
  await fc.assert(
    fc.asyncProperty(
      stories,
      stories,
      fc.shuffledSubarray(filterSets, { minLength: 3, maxLength: 3 }),
      fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"),
      async (first, late, filters, zone) => {
        const project = await makeProject(db.owner, { shardKeys: [1, 2] });
        await tell(project, first);
        await derive();
        const noon = NOON / 1000;
        const ctx = { ...testContext(db.app, project), now: () => new Date(noon + 5 * 86_400_000) };
        const iso = (ms: number) => new Date(noon + ms).toISOString();
        const queries = filters.map((one, index): SpendQuery => ({
          from: iso(index === 0 ? -50 * 3_600_000 : -30_500),
          to: iso(index === 0 ? 50 * 3_600_000 : 37 * 3_600_000 + 90_000),
          zone,
          filters: one,
        }));
        for (const query of queries) await agrees(ctx, project, query);
        await settle();
        for (const query of queries) await agrees(ctx, project, query);
        await tell(project, late);
        await derive();
        for (const query of queries) await agrees(ctx, project, query);
      },
    ),
    { numRuns: 4 },
  );
}, 240_000);

const file = airlineFile();
// Recorded data that a clone may lack (RECOUNT_FIXTURES); a test that is skipped counts as failed.
if (file !== null)
  test("every figure of the imported airline conversations equals a recomputation over their calls", async () => {
    const project = await makeProject(db.owner);
    const startMs = NOON / 1000;
    const ctx = { ...testContext(db.app, project), now: () => new Date(startMs + 3 * 86_400_000) };
    await sendConversations(db.pipeline, ctx, readAirline(file).entries(), startMs);
    await settle();
    const query = (filters: SpendFilters): SpendQuery => ({
      from: new Date(startMs - 86_400_000).toISOString(),
      to: new Date(startMs + 3 * 86_400_000).toISOString(),
      zone: "America/New_York",
      filters,
    });
    const [total] = tokenAnatomy((await costSummary(ctx, query({}))).now.spend, () => null);
    expect(total?.calls).toBe(1229);
    expect(TOKEN_PARTS.reduce((nano, part) => nano + total!.costNano[part], 0n)).toBeGreaterThan(0n);
    for (const filters of [{}, { feature: ["airline-support"] }, { model: ["gpt-4o"] }])
      await agrees(ctx, project, query(filters));
  }, 120_000);

test("model calls and rankings of unknown cost are those that traces, users' shares and the Overview count", async () => {
  const billed = call.map((one) => ({ ...one, kind: one.kind === "tool" ? ("rerank" as const) : one.kind }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(billed, { minLength: 1, maxLength: 4 }), { minLength: 3 }),
      async (told) => {
        const project = await makeProject(db.owner, { shardKeys: [1, 2] });
        await store(db.owner, project, newTraceId(), [
          span("1", { kind: "llm", costNanoUsd: 5 }),
          span("2", { kind: "rerank", requestModel: "rerank-v3.5" }),
          span("3", { kind: "rerank", requestModel: "rerank-v3.5", costNanoUsd: 7 }),
          span("4", { kind: "rerank" }),
        ]);
        for (const calls of told)
          await store(
            db.owner,
            project,
            newTraceId(),
            calls.map(({ at, ...rest }, index) =>
              span(`${index + 1}`, { ...rest, at, ...(index > 0 ? { parentSpanId: "1" } : {}) }),
            ),
          );
        const range = { from: "2025-03-01T00:00:00Z", to: "2025-03-02T00:00:00Z" };
        const ctx = { ...testContext(db.app, project), now: () => new Date(NOON / 1000 + 86_400_000) };
        const agree = async () => {
          const { now, unknownRankings } = await costSummary(ctx, { ...range, zone: "UTC", filters: {} });
          const [traces] = await db.owner<{ calls: number; lacking: number }[]>`
          select coalesce(sum(unknown_cost_count), 0)::int as calls, (count(*) filter (where not has_cost))::int as lacking
          from traces where project_id = ${project.id} and shard_key in (1, 2)`;
          const modelCalls = now.spend.reduce((n, { unknownCalls }) => n + unknownCalls, 0);
          const shares = await queryMetrics(ctx, {
            metric: "cost_usd",
            ...range,
            interval: "range",
            group_by: "user",
          });
          const { tiles } = await overview(ctx, range);
          expect(unknownRankings).toBeGreaterThan(0);
          expect(modelCalls + unknownRankings).toBe(traces?.calls);
          expect(shares.series.reduce((n, { total }) => n + (total.unknown ?? 0), 0)).toBe(traces?.calls);
          expect(tiles.cost_usd.now.unknown ?? 0).toBe(modelCalls);
          expect(tiles.completeness.now.missing?.cost ?? 0).toBe(traces?.lacking);
        };
        await derive();
        await agree();
        await settle();
        await agree();
      },
    ),
    { numRuns: 5 },
  );
}, 120_000);

test("another project's calls cost this one nothing", async () => {
  const [mine, theirs] = [await makeProject(db.owner), await makeProject(db.owner)];
  await tell(theirs, [
    {
      at: 0,
      calls: fc.sample(call, { numRuns: 3, seed: 1 }).map((one) => ({ ...one, kind: "llm", costNanoUsd: 5 })),
    },
  ]);
  await settle();
  const ctx = testContext(db.app, mine);
  const query = { from: "2025-01-01T00:00:00Z", to: "2025-04-01T00:00:00Z", zone: "UTC", filters: {} };
  expect((await costSummary(ctx, query)).now.spend).toEqual([]);
  expect((await userSpend(ctx, query))?.users).toBe(0);
});

test("prices of tokens say how a prompt's cost divides, and a book without prices divides by their number", () => {
  expect(tokenWeights(PriceBook.list, new Date("2026-03-10T00:00:00Z"))('["gpt-4o","openai"]')).toMatchObject(
    {
      input_uncached_tokens: 2.5e-6,
      output_text_tokens: 1e-5,
    },
  );
  expect(tokenWeights(PriceBook.list, new Date())('["nobody-knows",null]')).toBeNull();
});
