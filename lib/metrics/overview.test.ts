import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { traceFilter } from "@/lib/traces/filter";
import { before, NOW, Story, testContext } from "@/lib/traces/testing";

import { overview } from "./overview";
import { traceHistogram } from "./trace-histogram";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;
/** Nothing of these stories was rolled up, so the clock stands before them: everything is live. */
const story = async () => {
  const told = new Story(db.owner, await makeProject(db.owner));
  return {
    told,
    ctx: { ...testContext(db.app, told.project), now: () => new Date(NOW.getTime() - 3 * HOUR) },
  };
};

test("each tile says what is now, what was in the period before, and how it went", async () => {
  const { told, ctx } = await story();
  await told.trace({ started_at: before(HOUR / 2), is_error: true, duration_ns: 2e9, ttft_ns: 1e8 });
  await told.trace({ started_at: before(HOUR / 3), has_context: false });
  await told.trace({ started_at: before(HOUR * 1.5) });
  const { tiles } = await overview(ctx, { from: before(HOUR), to: before(0) });
  expect(tiles.interactions).toMatchObject({ now: { value: 2 }, before: { value: 1 } });
  expect(tiles.interactions.points).toHaveLength(60);
  expect(tiles.error_rate).toMatchObject({ now: { value: 0.5 }, before: { value: 0 } });
  expect(tiles.completeness.now).toMatchObject({ value: 0.5, missing: { context: 1, output: 0 } });
  expect(tiles.latency.now.p95).toBeGreaterThan(900);
  expect(tiles.trace_ttft.before.p95).toBeNull();
});

test("the bar above a list counts what the list shows, whatever its filter says", async () => {
  const { told, ctx } = await story();
  await told.trace({ started_at: before(HOUR / 2), is_error: true, user_id: "u" });
  await told.trace({ started_at: before(HOUR / 2) });
  const range = { from: before(HOUR), to: before(0) };
  const sum = async (words: Parameters<typeof traceFilter>[0]) => {
    const { buckets } = await traceHistogram(ctx, traceFilter({ ...range, ...words }));
    return [buckets.reduce((n, { count }) => n + count, 0), buckets.reduce((n, { errors }) => n + errors, 0)];
  };
  expect(await sum({})).toEqual([2, 1]);
  expect(await sum({ user: ["u"] })).toEqual([1, 1]);
  expect(await sum({ status: "ok" })).toEqual([1, 0]);
  expect(await sum({ feature: ["nothing"] })).toEqual([0, 0]);
});
