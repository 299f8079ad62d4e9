import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { rollUp } from "@/lib/derive/roll-up";
import { listIncidents } from "@/lib/incidents/list-incidents";
import { makeMember } from "@/lib/users/testing";

import { explainBreach } from "./count/explain-breaches";
import { exportBudgets } from "./export-budgets";
import { getBudget } from "./get-budget";
import { listBudgets } from "./list-budgets";
import { listDimensionValues } from "./list-dimension-values";
import { previewBudget } from "./preview-budget";
import { budgetInput, count, makeBudget, makeScene, spend } from "./testing";
import { tightestCeiling } from "./tightest-ceiling";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;
const NOON = Math.floor((Date.now() - 3 * 86_400_000) / 86_400_000) * 86_400_000 + 12 * HOUR;

/** A dollar an hour since the evening before last, most of it by ann; a budget for each way to look at it. */
async function story() {
  const scene = await makeScene(db, NOON);
  const { project, ctx } = scene;
  for (let hour = 1; hour <= 40; hour++)
    await spend(db, project, {
      usd: "1",
      atMs: NOON - hour * HOUR,
      user: hour % 4 === 0 ? "bob" : "ann",
      feature: "support",
      model: "expensive",
      environment: "production",
    });
  await spend(db, project, { usd: null, atMs: NOON - HOUR / 2, feature: "support" });
  const day = await makeBudget(ctx, { name: "Day", limitUsd: "20" });
  const each = await makeBudget(ctx, { name: "Each", everyUser: true, limitUsd: "5" });
  await makeBudget(ctx, { name: "Staging", environment: "staging", limitUsd: "1" });
  await count(db, NOON);
  return { ...scene, day, each };
}

describe("what a budget's page shows", () => {
  it("is what was spent, what will be, and who spent it", async () => {
    const { ctx, project, day, each } = await story();
    const list = await listBudgets(ctx);
    expect(list.map(({ name, spentUsd, state, usersOver }) => [name, spentUsd, state, usersOver])).toEqual([
      ["Each", "9", "over", 1],
      ["Day", "12", "warning", 0],
      ["Staging", "0", "ok", 0],
    ]);
    const detail = await getBudget(ctx, day);
    expect(detail.status).toMatchObject({ unknownCalls: 1, used: 0.6, forecast: { basis: "rate" } });
    // A dollar an hour reaches twenty after eight hours more.
    expect(detail.status.forecast?.breachMs).toBeCloseTo(NOON + 8 * HOUR, -6);
    expect(detail.status.forecast?.points.at(-1)?.expected).toBeCloseTo(24, 0);
    expect(detail.course.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(12, 6);
    expect(detail.past).toMatchObject([{ spentUsd: "24" }, { spentUsd: "4" }]);
    expect(detail.breaches).toMatchObject([
      { percent: 50, spentUsd: "12", unknownCalls: 1, causes: null, toTell: 0 },
    ]);
    expect((await getBudget(ctx, each)).users).toEqual([
      { user: "ann", spentUsd: "9", unknownCalls: 0, used: 1.8 },
      { user: "bob", spentUsd: "3", unknownCalls: 0, used: 0.6 },
    ]);
    expect((await exportBudgets(ctx)).split("\r\n")).toHaveLength(5);
    expect((await listIncidents(ctx, { state: ["open", "acknowledged"] })).data).toMatchObject([
      { title: "Budget “Each” has reached 100 % by user ann" },
    ]);
    await expect(getBudget((await makeScene(db, NOON)).ctx, day)).rejects.toMatchObject({
      code: "not_found",
    });

    // Written as if it had just happened: old ones are not looked into any more.
    await db.owner`update findings set found_at = clock_timestamp() - interval '2 seconds' where project_id = ${project.id}`;
    while (await explainBreach(db.worker));
    expect((await getBudget(ctx, day)).breaches[0]?.causes).toMatchObject({
      feature: [{ value: "support" }],
      user: [{ value: "ann" }, { value: "bob" }],
      model: [{ value: "expensive" }],
    });
  }, 60_000);

  it("is shown to compliance, too; the tightest ceiling is one of all calls", async () => {
    const { ctx, project } = await story();
    const { ctx: compliance } = await makeMember(db, project, "compliance");
    const reading = { ...compliance, now: ctx.now };
    expect(await listBudgets(reading)).toHaveLength(3);
    expect(await tightestCeiling(reading, null)).toMatchObject({ name: "Day", used: 0.6 });
    expect(await tightestCeiling(reading, "staging")).toMatchObject({ name: "Day" });
  }, 60_000);
});

describe("the preview of a budget", () => {
  it("says what its last periods have cost, and when its limit would have been reached", async () => {
    const { ctx } = await story();
    const { periods } = await previewBudget(
      ctx,
      budgetInput({ name: "", feature: "support", limitUsd: "10" }),
    );
    expect(periods.map(({ present, spentUsd, breachIso }) => [present, spentUsd, breachIso])).toEqual([
      [true, "12", new Date(NOON - 2 * HOUR).toISOString()],
      [false, "24", new Date(NOON - 26 * HOUR).toISOString()],
      [false, "4", null],
      [false, "0", null],
    ]);
    const each = await previewBudget(ctx, budgetInput({ everyUser: true, limitUsd: "10" }));
    expect(each.periods[0]).toMatchObject({ user: "ann", spentUsd: "9", breachIso: null });
    await expect(previewBudget(ctx, budgetInput({ limitUsd: "" }))).rejects.toMatchObject({
      code: "bad_request",
    });
  }, 60_000);
});

it("a budget may be narrowed to values that calls have had", async () => {
  const { project, ctx } = await makeScene(db, NOON);
  for (const [model, environment] of [
    ["n", "staging"],
    ["m", "production"],
    ["m", undefined],
  ] as const)
    await spend(db, project, { usd: "1", atMs: NOON, feature: "support", model, environment });
  await count(db, NOON);
  while ((await rollUp(db.worker, { settled: true })) > 0);
  expect(await listDimensionValues(ctx)).toEqual({
    environment: ["production", "staging"],
    feature: ["support"],
    model: ["m", "n"],
    prompt_version: [],
  });
});
