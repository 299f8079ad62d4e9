import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { inProject } from "@/db/tenant";

import { traceFilter, type TraceFilter } from "./filter";
import { filterSql } from "./filter-sql";
import { countedTraces, foundTraces, indexedFilter } from "./find-traces";
import { before, Story, testContext } from "./testing";

let db: TestDatabase;
let told: Story;
let stranger: Story;
const DAY_MS = 86_400_000;
beforeAll(async () => {
  db = await createTestDatabase();
  told = new Story(db.owner, await makeProject(db.owner));
  stranger = new Story(db.owner, await makeProject(db.owner));
  const pick = <T>(values: readonly T[], n: number): T => values[n % values.length] as T;
  for (let n = 0; n < 160; n++) {
    // Several of one moment, bursts of a feature, days without any.
    const started_at = before(Math.floor(n / 3) * 0.21 * DAY_MS + (n > 60 ? 3 * DAY_MS : 0));
    const row = {
      started_at,
      environment: pick(["production", "production", "staging", null], n),
      feature: n > 100 ? "late" : pick(["chat", "search"], n),
      user_id: pick(["a", "b", "c", null, "only-" + n], n),
      session_id: pick(["s", null], n),
      release: pick(["1", "2"], n >> 5),
      is_error: n % 7 === 0,
      error_type: n % 7 === 0 ? pick(["Timeout", "RateLimit"], n) : null,
      models: pick([["m"], ["m", "n"], []], n),
      providers: pick([["p"], ["q"]], n >> 2),
      tools: pick([[], ["t"], ["u", "t"]], n >> 1),
      tags: pick([["vip"], [], ['it\'s "quoted"']], n),
      prompt_fingerprints: pick([["-1"], ["7", "-1"], []], n),
      duration_ns: pick([null, 1_000_000, 1_414_213, 5_000_000_000], n >> 1),
      cost_nano_usd: pick([null, 0, 1_000_000, 40_000_000], n),
      flags: n % 11 === 0 ? 1 : 0,
    };
    await told.trace(row);
    if (n % 4 === 0) await stranger.trace(row);
  }
});
afterAll(() => db.close());

const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1, maxLength: 2 });
const filters = fc
  .record(
    {
      environment: some("production", "staging", "none"),
      feature: some("chat", "search", "late"),
      user: some("a", "only-4", "nobody"),
      session: some("s", "x"),
      release: some("1", "2"),
      status: fc.constantFrom("ok" as const, "error" as const),
      error_type: some("Timeout", "RateLimit"),
      model: some("m", "n", "o"),
      provider: some("p", "q"),
      tool: some("t", "u"),
      tag: some("vip", 'it\'s "quoted"'),
      prompt_version: some("ffffffffffffffff", "0000000000000007", "none"),
      min_duration_ms: fc.constantFrom(0, 1, 1.2, 1.4142, 6000),
      min_cost_usd: fc.constantFrom("0", "0.001", "0.03", "9"),
      simulated: fc.boolean(),
      from: fc.constantFrom(before(4.5 * DAY_MS), before(40 * DAY_MS)),
      to: fc.constantFrom(before(DAY_MS), before(-1)),
    },
    { requiredKeys: ["from", "to"] },
  )
  .map((words) => traceFilter(words as Partial<TraceFilter>));

test("traces found by their words are those that a scan finds, in its order, from any cursor, whichever way and range", async () => {
  const ctx = testContext(db.app, told.project);
  await fc.assert(
    fc.asyncProperty(filters, fc.nat(3), fc.nat(60), fc.boolean(), fc.constantFrom(1, 3, 2000), async (filter, few, cut, oldestFirst, look) => {
      await inProject(ctx.sql, ctx.project.id, async (tx) => {
        const indexed = await indexedFilter(tx, ctx, filter);
        if (indexed === null) return;
        const order = oldestFirst ? tx`traces.started_at, traces.trace_id desc` : tx`traces.started_at desc, traces.trace_id`;
        const scanned = await tx<{ id: string; at: string }[]>`
          select traces.trace_id as id, traces.started_at as at from traces
          where ${filterSql(tx, ctx, { ...filter, simulated: undefined })} order by ${order}`;
        const at = scanned[cut % Math.max(1, scanned.length)];
        const after = cut === 0 || !at ? null : ([at.at, at.id] as [string, string]);
        const expected = after ? scanned.slice(scanned.findIndex(({ id }) => id === after[1]) + 1) : scanned;
        const most = few === 0 ? 500 : few;
        const found = await tx<{ id: string }[]>`
          select trace_id as id from ${foundTraces(tx, ctx, filter, indexed, { after, most, oldestFirst, look })}`;
        expect(found.map(({ id }) => id)).toEqual(expected.slice(0, most).map(({ id }) => id));
      });
    }),
    { numRuns: 250 },
  );
}, 120_000); // prettier-ignore

test("traces counted by their words are those that a scan counts, by bucket of time", async () => {
  const ctx = testContext(db.app, told.project);
  const starts = [40, 4, 3.5, 1.2].map((days) => before(days * DAY_MS));
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      await inProject(ctx.sql, ctx.project.id, async (tx) => {
        const indexed = await indexedFilter(tx, ctx, filter);
        if (indexed === null) return;
        const counted = await tx`
          select stretch as bucket, traces, errors from ${countedTraces(tx, ctx, filter, indexed, starts)} order by 1`;
        const scanned = await tx`
          select width_bucket(traces.started_at, ${starts}::timestamptz[]) as bucket, count(*) as traces,
            count(*) filter (where traces.is_error) as errors
          from traces
          where ${filterSql(tx, ctx, { ...filter, simulated: undefined })}
          group by 1
          order by 1`;
        expect([...counted]).toEqual([...scanned]);
      });
    }),
    { numRuns: 60 },
  );
}, 60_000);

test("a filter says all that the index knows, or that there is more", async () => {
  const ctx = testContext(db.app, told.project);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    expect(await indexedFilter(tx, ctx, traceFilter({ complete: true, q: "x" }))).toBeNull();
    expect(await indexedFilter(tx, ctx, traceFilter({ feature: ["f"], from: before(1) }))).toEqual({
      conditions: [
        {
          column: "feature",
          test: "any",
          type: "text[]",
          value: '{"f"}',
          words: `{"${told.project.id} feature f"}`,
        },
      ],
      isAll: true,
    });
    expect(await indexedFilter(tx, ctx, traceFilter({ feature: ["f"], kind: ["llm"] }))).toMatchObject({
      isAll: false,
    });
  });
});

test("another project than the transaction's is refused", async () => {
  const ctx = testContext(db.app, told.project);
  const asked = inProject(ctx.sql, stranger.project.id, async (tx) => {
    const indexed = { conditions: [], isAll: true };
    await tx`select from ${foundTraces(tx, ctx, traceFilter(), indexed, { after: null, most: 9 })}`;
  });
  await expect(asked).rejects.toMatchObject({ code: "42501" });
});
