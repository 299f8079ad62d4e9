import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { inProject } from "@/db/tenant";

import { type TraceFilter, traceFilter } from "./filter";
import { findNeighbours } from "./find-neighbours";
import { listTraces } from "./list-traces";
import { SORT_WORDS, type SortKey, sortOf } from "./sort";
import { sortedFrom } from "./sorted-traces";
import { before, NOW, Story, testContext } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const number = fc.option(fc.constantFrom(0, 1, 2, 9_000_000_000), { nil: null });
const told = fc.record({
  duration_ns: number,
  ttft_ns: number,
  input_tokens: fc.option(fc.constantFrom(0, 1, 2), { nil: null }),
  output_tokens: fc.option(fc.constantFrom(0, 1, 2), { nil: null }),
  cost_nano_usd: number,
  cost_status: fc.constantFrom("known", "unknown", "partial", null),
  seconds: fc.constantFrom(1, 2, 3),
  feature: fc.constantFrom("a", "b"),
});
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

const VALUES: Record<SortKey, (one: Told) => number | null> = {
  latency: (one) => one.duration_ns,
  ttft: (one) => one.ttft_ns,
  tokens_in: (one) => one.input_tokens,
  tokens_out: (one) => one.output_tokens,
  cost: (one) => (one.cost_status === "unknown" || one.cost_status === null ? null : one.cost_nano_usd),
};

test("pages of a sorted list are what sorting all of them gives, and neighbours stand beside each other in it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(told, { minLength: 1, maxLength: 9 }),
      fc.constantFrom(...SORT_WORDS),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom<Partial<TraceFilter>>({}, { feature: ["a"] }),
      async (rows, word, limit, narrowed) => {
        const story = new Story(db.owner, await makeProject(db.owner, { shardKeys: [1, 2] }));
        const ctx = testContext(db.app, story.project);
        const all: (Told & { id: string })[] = [];
        for (const row of rows) {
          const { seconds, ...columns } = row;
          all.push({ ...row, id: await story.trace({ ...columns, started_at: before(seconds * 1000) }) });
        }
        const sort = sortOf(word);
        const valueOf = VALUES[sort.by];
        const expected = all
          .filter(({ feature }) => narrowed.feature === undefined || narrowed.feature.includes(feature))
          .sort((a, b) => {
            const [x, y] = [valueOf(a), valueOf(b)];
            if (x !== y) {
              if (x === null || y === null) return x === null ? 1 : -1;
              return (x - y) * (sort.desc ? -1 : 1);
            }
            return a.seconds - b.seconds || (a.id < b.id ? -1 : 1);
          })
          .map(({ id }) => id);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await listTraces(
            ctx,
            { ...traceFilter(narrowed), limit, ...(cursor && { cursor }) },
            { sort },
          );
          expect(page.sorted_from).toBeUndefined();
          seen.push(...page.data.map(({ trace_id }) => trace_id));
          cursor = page.next_cursor ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toEqual(expected);
        for (const [index, traceId] of expected.entries())
          expect(
            await findNeighbours(ctx, traceFilter(narrowed), { traceId, startedAt: before(0) }, sort),
          ).toEqual({
            newer: expected[index - 1] ?? null,
            older: expected[index + 1] ?? null,
          });
      },
    ),
    { numRuns: 25 },
  );
});

test("a range with more traces than are sorted says from where on it is", async () => {
  const story = new Story(db.owner, await makeProject(db.owner));
  const ctx = testContext(db.app, story.project);
  for (const seconds of [1, 2, 3]) await story.trace({ started_at: before(seconds * 1000) });
  const range = { from: before(3_600_000), to: NOW.toISOString() };
  const asked = (most: number) =>
    inProject(ctx.sql, ctx.project.id, (tx) => sortedFrom(tx, ctx, range, most), { readOnly: true });
  expect(await asked(3)).toEqual({ from: range.from, bounded: false });
  const { from, bounded } = await asked(2);
  expect([Date.parse(from), bounded]).toEqual([Date.parse(before(3000)), true]);
});

test("a cursor of another list is refused, and a search stands by time", async () => {
  const story = new Story(db.owner, await makeProject(db.owner));
  const ctx = testContext(db.app, story.project);
  const cheap = await story.trace({ name: "find me", cost_nano_usd: 1, started_at: before(1000) });
  const expensive = await story.trace({ name: "find me", cost_nano_usd: 9, started_at: before(2000) });
  const sort = sortOf("cost.desc");
  const first = await listTraces(ctx, { ...traceFilter(), limit: 1 });
  await expect(
    listTraces(ctx, { ...traceFilter(), cursor: first.next_cursor ?? "" }, { sort }),
  ).rejects.toMatchObject({ code: "bad_request" });
  const found = await listTraces(ctx, traceFilter({ q: "find me" }), { sort });
  expect(found.data.map(({ trace_id }) => trace_id)).toEqual([cheap, expensive]);
});
