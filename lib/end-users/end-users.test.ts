import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { NOON, span, store } from "@/lib/derive/testing";
import { usdOfNano } from "@/lib/money/nano-usd";
import { newTraceId, testContext } from "@/lib/traces/testing";

import { END_USER_SORTS } from "./end-user";
import { exportEndUsers } from "./export-end-users";
import { listEndUsers } from "./list-end-users";
import { readEndUser } from "./read-end-user";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const settle = async () => {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while ((await rollUp(db.worker, { settled: true })) > 0);
};

const isoAt = (us: number): string => new Date((NOON + us) / 1000).toISOString();
const MINUTE = 60_000_000;
const RANGE = { from: isoAt(-60 * MINUTE), to: isoAt(24 * 60 * MINUTE), zone: "UTC" };
const EVERYBODY = { ...RANGE, environment: [], q: "", by: "cost", desc: true, limit: 100 } as const;

/** An interaction: one model call. */
const interaction = fc.record({
  at: fc.constantFrom(0, 30 * MINUTE, 61 * MINUTE, 30 * 60 * MINUTE),
  ms: fc.integer({ min: 1, max: 100_000 }),
  userId: fc.option(fc.constantFrom<string>("ada", "bob", "Ada Lovelace", "ζωή"), { nil: null }),
  sessionId: fc.option(fc.constantFrom("s", "t"), { nil: null }),
  environment: fc.constantFrom("production", "staging"),
  isError: fc.boolean(),
  costNanoUsd: fc.integer({ min: 0, max: 2e9 }),
  inputUncachedTokens: fc.integer({ min: 0, max: 5000 }),
  outputTextTokens: fc.integer({ min: 0, max: 5000 }),
});
type Told = typeof interaction extends fc.Arbitrary<infer T> ? T : never;

async function world(told: readonly Told[]) {
  const project = await makeProject(db.owner);
  for (const one of told)
    await store(db.owner, project, newTraceId(), [
      span("1", { kind: "llm", requestModel: "gpt-4o", ...one }),
    ]);
  await settle();
  return testContext(db.app, project);
}

const inRange = ({ at }: Told): boolean => at < 24 * 60 * MINUTE;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

test("users are ranked over all of them by each measure, and their figures are those of their interactions", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(interaction, { maxLength: 8 }),
      fc.constantFrom(...END_USER_SORTS),
      fc.boolean(),
      fc.constantFrom("", "ad", "ADA", "ή", "nobody"),
      fc.constantFrom<readonly string[]>([], ["production"]),
      async (told, by, desc, q, environment) => {
        const ctx = await world(told);
        const mine = told.filter(
          (one) => inRange(one) && (environment.length === 0 || environment.includes(one.environment)),
        );
        const expected = [...new Set(mine.flatMap(({ userId }) => userId ?? []))]
          .filter((user) => user.toLowerCase().includes(q.toLowerCase()))
          .map((user) => {
            const own = mine.filter(({ userId }) => userId === user);
            return {
              user,
              interactions: own.length,
              failures: own.filter(({ isError }) => isError).length,
              costUsd: usdOfNano(BigInt(sum(own.map(({ costNanoUsd }) => costNanoUsd)))),
              unknownCalls: 0,
              inputTokens: sum(own.map(({ inputUncachedTokens }) => inputUncachedTokens)),
              outputTokens: sum(own.map(({ outputTextTokens }) => outputTextTokens)),
            };
          });
        const weight = (one: (typeof expected)[number]): number | string =>
          ({
            cost: Number(one.costUsd),
            interactions: one.interactions,
            failures: one.failures,
            failure_rate: one.failures / one.interactions,
            tokens: one.inputTokens + one.outputTokens,
            user: one.user,
          })[by];
        expected.sort((a, b) => {
          const [x, y] = [weight(a), weight(b)];
          return x === y ? (a.user < b.user ? -1 : 1) : (x < y ? -1 : 1) * (desc ? -1 : 1);
        });
        const all = await listEndUsers(ctx, { ...EVERYBODY, by, desc, q, environment });
        expect(all.data).toEqual(expected);
        expect(all.found).toBe(expected.length);
        expect(all.unnamedInteractions).toBe(mine.filter(({ userId }) => userId === null).length);
        // A page is the beginning of the whole.
        const page = await listEndUsers(ctx, { ...EVERYBODY, by, desc, q, environment, limit: 1 });
        expect([page.data, page.found]).toEqual([expected.slice(0, 1), expected.length]);
      },
    ),
    { numRuns: 12 },
  );
});

test("a user's page says what their own interactions say, and the points add up to the whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(interaction, { maxLength: 8 }), async (told) => {
      const ctx = await world(told);
      const mine = told.filter((one) => inRange(one) && one.userId === "ada");
      const report = await readEndUser(ctx, { user: "ada", ...RANGE, environment: [] });
      expect(report.total.interactions).toBe(mine.length);
      expect(report.total.failures).toBe(mine.filter(({ isError }) => isError).length);
      expect(report.total.costUsd).toBe(usdOfNano(BigInt(sum(mine.map(({ costNanoUsd }) => costNanoUsd)))));
      expect(sum(report.points.map(({ interactions }) => interactions))).toBe(mine.length);
      expect(report.sessions).toBe(new Set(mine.flatMap(({ sessionId }) => sessionId ?? [])).size);
      const longest = Math.max(...mine.map(({ ms }) => ms));
      expect(report.latency.p50 === null).toBe(mine.length === 0);
      if (mine.length === 1) expect(report.latency).toEqual({ p50: longest, p95: longest });
      if (mine.length > 0) expect(report.latency.p95).toBeLessThanOrEqual(longest);
      expect(sum(report.features.map(({ interactions }) => interactions))).toBe(mine.length);
    }),
    { numRuns: 12 },
  );
});

test("judgements of a user's interactions are told by name, words without a mean", async () => {
  const ctx = await world([
    {
      ...{ at: 0, ms: 10, userId: "ada", sessionId: null, environment: "production", isError: false },
      ...{ costNanoUsd: 1, inputUncachedTokens: 1, outputTextTokens: 1 },
    },
  ]);
  const [trace] = await db.owner<{ trace_id: string; shard_key: number }[]>`
    select trace_id, shard_key from traces where project_id = ${ctx.project.id}`;
  for (const [id, name, kind, number] of [
    ["1", "helpful", "number", 1],
    ["2", "helpful", "number", 0],
    ["3", "tone", "category", null],
  ] as const)
    await db.owner`
      insert into scores (id, project_id, shard_key, trace_id, name, data_type, value_number, source, created_at, revised_at)
      values (${id}, ${ctx.project.id}, ${trace!.shard_key}, ${trace!.trace_id}, ${name}, ${kind}, ${number}, 'reviewer', now(), now())`;
  const { scores } = await readEndUser(ctx, { user: "ada", ...RANGE, environment: [] });
  expect(scores).toEqual([
    { name: "helpful", count: 2, mean: 0.5 },
    { name: "tone", count: 1, mean: null },
  ]);
});

test("users of another project are nobody's here, and a file says that it was taken", async () => {
  await world([
    {
      ...{ at: 0, ms: 10, userId: "theirs", sessionId: null, environment: "production", isError: false },
      ...{ costNanoUsd: 1, inputUncachedTokens: 1, outputTextTokens: 1 },
    },
  ]);
  const ctx = testContext(db.app, await makeProject(db.owner));
  expect(await listEndUsers(ctx, EVERYBODY)).toEqual({
    data: [],
    found: 0,
    named: 0,
    unnamedInteractions: 0,
  });
  expect((await readEndUser(ctx, { user: "theirs", ...RANGE, environment: [] })).lastAt).toBeNull();
  expect(await exportEndUsers(ctx, EVERYBODY)).toMatch(/^user_id,interactions/);
  const [row] = await db.owner<{ action: string }[]>`
    select action from audit_log where project_id = ${ctx.project.id}`;
  expect(row?.action).toBe("users.exported");
});
