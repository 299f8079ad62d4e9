import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { listIncidents } from "@/lib/incidents/list-incidents";

import { getBudget } from "./get-budget";
import { previewBudget } from "./preview-budget";
import { budgetInput, count, makeBudget, makeScene, spend } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const NOON = Date.UTC(2025, 2, 5, 12);
const HOUR_MS = 3_600_000;
const thresholds = [
  { percent: 50, actions: [] },
  { percent: 100, actions: ["incident" as const] },
];

it("a threshold was reached when the sum passed it, also where past calls are counted hours later", async () => {
  const { project, ctx } = await makeScene(db, NOON);
  for (const [hours, usd] of [
    [11, "4"],
    [6, "4"],
    [2, "4"],
  ] as const)
    await spend(db, project, { usd, atMs: NOON - hours * HOUR_MS });
  const id = await makeBudget(ctx, { thresholds });
  await count(db, NOON);
  const { breaches } = await getBudget(ctx, id);
  expect(breaches.map(({ percent, at }) => [percent, new Date(at).toISOString()])).toEqual([
    [100, new Date(NOON - 2 * HOUR_MS).toISOString()],
    [50, new Date(NOON - 6 * HOUR_MS).toISOString()],
  ]);
});

it("one incident tells how many users are at the ceiling, of whom each passed it at a time of their own", async () => {
  const { project, ctx } = await makeScene(db, NOON);
  const id = await makeBudget(ctx, { everyUser: true, limitUsd: "1", thresholds, name: "Each" });
  const titles = async () => (await listIncidents(ctx, { state: ["open"] })).data.map(({ title }) => title);
  await spend(db, project, { usd: "2", atMs: NOON - 3 * HOUR_MS, user: "ann" });
  await count(db, NOON);
  expect(await titles()).toEqual(["Budget “Each” has reached 100 % by user ann"]);
  await spend(db, project, { usd: "0.6", atMs: NOON - 5 * HOUR_MS, user: "bob" });
  await spend(db, project, { usd: "0.6", atMs: NOON - HOUR_MS, user: "bob" });
  await spend(db, project, { usd: "1", atMs: NOON - HOUR_MS, user: "cem" });
  await count(db, NOON);
  expect(await titles()).toEqual(["Budget “Each”: 3 users have reached 100 %"]);
  const { breaches } = await getBudget(ctx, id);
  const bobs = breaches.filter(({ user }) => user === "bob").map(({ at }) => Date.parse(at));
  expect(bobs).toEqual([NOON - HOUR_MS, NOON - 5 * HOUR_MS]);
});

it("of periods before the first trace nothing is known, and no money is said", async () => {
  const { project, ctx } = await makeScene(db, NOON);
  await spend(db, project, { usd: "2", atMs: NOON - 30 * HOUR_MS });
  await count(db, NOON);
  const { periods } = await previewBudget(ctx, budgetInput());
  expect(periods.map(({ recorded, spentUsd }) => [recorded, spentUsd])).toEqual([
    [true, "0"],
    [true, "2"],
    [false, "0"],
    [false, "0"],
  ]);
});
