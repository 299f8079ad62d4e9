import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";

import { checkBudgets } from "./check-budgets";
import type { CheckQuery } from "./check-schemas";
import { budgetRound } from "./count/budget-round";
import { KnownBudgets } from "./known-budgets";
import { settleReservation } from "./settle-reservation";
import { count, makeBudget, makeScene, spend } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const NOON = Date.UTC(2025, 2, 5, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const check = (ctx: Context, call: Partial<CheckQuery> = {}) =>
  checkBudgets(ctx, new KnownBudgets(ctx.sql), { expires_s: 600, ...call });
const spent = async (ctx: Context, call: Partial<CheckQuery> = {}) =>
  (await check(ctx, call)).budgets.map(({ spent_usd }) => spent_usd);

describe("a rolling window", () => {
  it("is not moved back by a worker whose clock is behind, and lets go of nothing twice", async () => {
    const { project, clock, ctx } = await makeScene(db, NOON);
    await makeBudget(ctx, { rolling: true, unit: "hour" });
    for (const minutes of [50, 40, 10])
      await spend(db, project, { usd: "1", atMs: NOON - minutes * MINUTE_MS });
    await count(db, NOON);
    expect(await spent(ctx)).toEqual(["3"]);
    clock.nowMs = NOON + 15 * MINUTE_MS;
    await count(db, clock.nowMs);
    expect(await spent(ctx)).toEqual(["2"]);
    const window = () => db.owner`select window_from from budgets where project_id = ${project.id}`;
    const moved = await window();
    // Another worker, twenty minutes behind, and then this one again.
    await count(db, clock.nowMs - 20 * MINUTE_MS);
    expect(await window()).toEqual(moved);
    await count(db, clock.nowMs);
    expect(await spent(ctx)).toEqual(["2"]);
  });
});

describe("slots", () => {
  const slotsOf = async (project: TestProject) => {
    const rows = await db.owner<{ slot: string }[]>`
      select slot from budget_slots where project_id = ${project.id} order by slot`;
    return rows.map(({ slot }) => Math.round((Date.parse(slot) - NOON) / DAY_MS));
  };

  it("that no forecast needs are deleted, with the sums of users whose period is over", async () => {
    const { project, ctx } = await makeScene(db, NOON);
    await makeBudget(ctx);
    await spend(db, project, { usd: "1", atMs: NOON, user: "u" });
    await count(db, NOON);
    await makeBudget(ctx, { everyUser: true });
    await count(db, NOON);
    expect(await slotsOf(project)).toEqual([0, 0]);
    // What went before a day is forecast by eight days; of each user only the day before is kept.
    await count(db, NOON + 2 * DAY_MS);
    expect(await slotsOf(project)).toEqual([0]);
    await count(db, NOON + 8 * DAY_MS);
    expect(await slotsOf(project)).toEqual([0]);
    await count(db, NOON + 10 * DAY_MS);
    expect(await slotsOf(project)).toEqual([]);
    const sums = await db.owner`select user_id from budget_spent where project_id = ${project.id}`;
    expect(sums.map((row) => row["user_id"])).toEqual([""]);
  });

  it("of calls that come after theirs were deleted are not counted again", async () => {
    const { project, ctx } = await makeScene(db, NOON);
    await makeBudget(ctx);
    await spend(db, project, { usd: "1", atMs: NOON });
    await count(db, NOON);
    await count(db, NOON + 20 * DAY_MS);
    await spend(db, project, { usd: "1", atMs: NOON - HOUR_MS });
    await count(db, NOON + 20 * DAY_MS);
    expect(await slotsOf(project)).toEqual([]);
  });
});

describe("what is held", () => {
  const holds = async (project: TestProject) => {
    const rows = await db.owner<{ nano: string }[]>`
      select nano_usd::text as nano from budget_holds where project_id = ${project.id} order by nano_usd`;
    return rows.map(({ nano }) => Number(nano) / 1e9);
  };

  it("is in what the one who asks is told is left, at once", async () => {
    const { ctx } = await makeScene(db, Date.now());
    await makeBudget(ctx, { limitUsd: "1" });
    await count(db, Date.now());
    for (const told of [
      { reserved_usd: "0.4", remaining_usd: "0.6", used: 0.4, state: "ok" },
      { reserved_usd: "0.8", remaining_usd: "0.2", used: 0.8, state: "warning" },
    ])
      expect((await check(ctx, { reserve_usd: "0.4" })).budgets).toMatchObject([told]);
    // What did not fit is not held.
    expect((await check(ctx, { reserve_usd: "0.4" })).budgets).toMatchObject([{ reserved_usd: "0.8" }]);
  });

  it("settled again, changes its amount and not its time", async () => {
    const { project, ctx } = await makeScene(db, Date.now());
    await makeBudget(ctx, { unit: "month" });
    await count(db, Date.now());
    const id = (await check(ctx, { reserve_usd: "0.5" })).reservation_id ?? "";
    const releaseAt = () => db.owner`select release_at from budget_holds where project_id = ${project.id}`;
    await settleReservation(ctx, id, { cost_usd: "0.3", exported: true });
    const first = await releaseAt();
    await settleReservation(ctx, id, { cost_usd: "0.2", exported: false });
    expect(await releaseAt()).toEqual(first);
    expect(await holds(project)).toEqual([0.2]);
    await settleReservation(ctx, id, { exported: false });
    expect(await holds(project)).toEqual([0.2]);
  });

  it("is deleted a minute after it expired, unless it was settled and waits to be counted", async () => {
    const { project, clock, ctx } = await makeScene(db, Date.now());
    await makeBudget(ctx, { unit: "month" });
    await count(db, Date.now());
    const hold = async (usd: string, agoS: number) => {
      clock.nowMs = Date.now() - agoS * 1000;
      return (await check(ctx, { reserve_usd: usd, expires_s: 1 })).reservation_id ?? "";
    };
    await hold("0.1", 70);
    await hold("0.2", 30);
    const late = await hold("0.3", 30);
    // Fifteen seconds are left for its span to arrive.
    await settleReservation(ctx, late, { exported: false });
    await budgetRound(db.worker);
    expect(await holds(project)).toEqual([0.2, 0.3]);
    await db.owner`update budget_holds set release_at = release_at - interval '20 seconds' where project_id = ${project.id}`;
    await budgetRound(db.worker);
    expect(await holds(project)).toEqual([0.2]);
  });
});

describe("a budget whose past is still being counted", () => {
  it("denies nothing, however much is counted already", async () => {
    const { project, ctx } = await makeScene(db, NOON);
    await makeBudget(ctx, { limitUsd: "1" });
    await spend(db, project, { usd: "5", atMs: NOON - 1000 });
    await count(db, NOON);
    expect(await check(ctx)).toMatchObject({ allowed: false, budgets: [{ state: "over" }] });
    const at = new Date(NOON - HOUR_MS);
    await db.owner`update budgets set counted_to = ${at} where project_id = ${project.id}`;
    expect(await check(ctx)).toMatchObject({
      allowed: true,
      budgets: [{ state: "counting", spent_usd: "5", denies: false, denies_at_usd: null }],
    });
  });
});

describe("what is known of budgets", () => {
  it("is read once a second at most, and a change is in force within one", async () => {
    const { project, ctx } = await makeScene(db, NOON);
    const known = new KnownBudgets(db.app);
    const names = async () => (await known.of(project.id, ctx.now())).map(({ name }) => name);
    expect(await names()).toEqual([]);
    const readAt = performance.now();
    await makeBudget(ctx, { name: "new" });
    expect(known.of(project.id, ctx.now())).toBe(known.of(project.id, ctx.now()));
    await expect.poll(names, { timeout: 1_900, interval: 100 }).toEqual(["new"]);
    expect(performance.now() - readAt).toBeLessThan(2_000);
  });
});
