import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Context } from "@/lib/context";
import { auditOf, makeMember } from "@/lib/users/testing";

import { changeBudget } from "./change-budget";
import { checkBudgets } from "./check-budgets";
import type { CheckQuery } from "./check-schemas";
import { budgetRound } from "./count/budget-round";
import { recountBudgets } from "./count/recount";
import { createBudget } from "./create-budget";
import { deleteBudget } from "./delete-budget";
import { KnownBudgets } from "./known-budgets";
import { pauseBudget } from "./pause-budget";
import { periodAt } from "./period";
import { raiseLimit } from "./raise-limit";
import { releaseReservation, settleReservation } from "./settle-reservation";
import { budgetInput, count, makeBudget, makeScene, spend, spentByRaw } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const NOON = Date.UTC(2025, 2, 5, 12);
const check = (ctx: Context, call: Partial<CheckQuery> = {}) =>
  checkBudgets(ctx, new KnownBudgets(ctx.sql), { expires_s: 600, ...call });

describe("a budget", () => {
  it("denies when its limit is spent, and not a nano-dollar earlier", async () => {
    const { project, ctx } = await makeScene(db, NOON);
    await makeBudget(ctx, { limitUsd: "1" });
    await spend(db, project, { usd: "0.999999999", atMs: NOON - 1000 });
    await count(db, NOON);
    expect(await check(ctx)).toMatchObject({
      allowed: true,
      budgets: [
        {
          spent_usd: "0.999999999",
          remaining_usd: "0.000000001",
          state: "warning",
          resets_at: "2025-03-06T00:00:00.000Z",
        },
      ],
    });
    await spend(db, project, { usd: "0.000000001", atMs: NOON - 500 });
    await count(db, NOON);
    expect(await check(ctx)).toMatchObject({ allowed: false, budgets: [{ state: "over", denies: true }] });
  });

  it("counts the calls that were there before it, and a new period begins at nothing", async () => {
    const { project, clock, ctx } = await makeScene(db, NOON);
    await spend(db, project, { usd: "3", atMs: NOON - 3_600_000 });
    await spend(db, project, { usd: "5", atMs: NOON - 13 * 3_600_000 });
    await spend(db, project, { usd: null, atMs: NOON - 60_000 });
    await count(db, NOON);
    await makeBudget(ctx);
    expect(await check(ctx)).toMatchObject({ allowed: true, budgets: [{ state: "counting" }] });
    await count(db, NOON);
    expect((await check(ctx)).budgets).toMatchObject([{ spent_usd: "3", unknown_calls: 1 }]);
    clock.nowMs += 12 * 3_600_000;
    expect((await check(ctx)).budgets).toMatchObject([{ spent_usd: "0", unknown_calls: 0 }]);
  });

  it("concerns a call by everything that it asks for; each user has a ceiling of their own", async () => {
    const { project, ctx } = await makeScene(db, NOON);
    await makeBudget(ctx, { name: "a", feature: "support", environment: "production" });
    await makeBudget(ctx, { name: "b", everyUser: true, limitUsd: "1" });
    await makeBudget(ctx, { name: "c", model: "expensive" });
    await spend(db, project, {
      usd: "2",
      atMs: NOON - 1000,
      user: "ann",
      feature: "support",
      environment: "production",
    });
    await spend(db, project, {
      usd: "0.5",
      atMs: NOON - 1000,
      user: "bob",
      feature: "support",
      model: "expensive",
    });
    await count(db, NOON);
    const names = async (call: Partial<CheckQuery>) =>
      (await check(ctx, call)).budgets.map(({ name, spent_usd }) => `${name} ${spent_usd}`);
    expect(await names({})).toEqual([]);
    expect(await names({ feature: "support" })).toEqual([]);
    expect(await names({ feature: "support", environment: "production", user: "ann" })).toEqual([
      "a 2",
      "b 2",
    ]);
    expect(await names({ user: "bob", model: "expensive" })).toEqual(["b 0.5", "c 0.5"]);
    expect((await check(ctx, { user: "ann" })).allowed).toBe(false);
    expect((await check(ctx, { user: "bob" })).allowed).toBe(true);
    expect((await check(ctx, { user: "new" })).budgets).toMatchObject([{ spent_usd: "0" }]);
  });

  it("a rolling window lets go of what left it", async () => {
    const { project, clock, ctx } = await makeScene(db, NOON);
    await makeBudget(ctx, { rolling: true, unit: "hour", everyUser: true });
    await spend(db, project, { usd: "1", atMs: NOON - 50 * 60_000, user: "u" });
    await spend(db, project, { usd: "2", atMs: NOON - 10 * 60_000, user: "u" });
    await count(db, NOON);
    const spent = async () => (await check(ctx, { user: "u" })).budgets[0]?.spent_usd;
    expect(await spent()).toBe("3");
    clock.nowMs += 20 * 60_000;
    await count(db, clock.nowMs);
    expect(await spent()).toBe("2");
    clock.nowMs += 120 * 60_000;
    await count(db, clock.nowMs);
    expect(await spent()).toBe("0");
    expect((await check(ctx, { user: "u" })).budgets[0]?.resets_at).toBeNull();
  });

  it("of another project is not seen, and neither are its reservations", async () => {
    const [one, two] = [await makeScene(db, NOON), await makeScene(db, NOON)];
    await makeBudget(one.ctx, { limitUsd: "1" });
    await count(db, NOON);
    const { reservation_id } = await check(one.ctx, { reserve_usd: "0.5" });
    expect((await check(two.ctx)).budgets).toEqual([]);
    expect(await releaseReservation(two.ctx, reservation_id ?? "")).toBe(false);
    expect(await releaseReservation(one.ctx, reservation_id ?? "")).toBe(true);
  });
});

describe("a reservation", () => {
  it("is held, and the last cent is given once to forty who ask at the same time", async () => {
    const { ctx } = await makeScene(db, Date.now());
    await makeBudget(ctx, { limitUsd: "1" });
    await count(db, Date.now());
    const known = new KnownBudgets(db.app);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => checkBudgets(ctx, known, { reserve_usd: "0.1", expires_s: 600 })),
    );
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(10);
    expect(answers.filter(({ reservation_id }) => reservation_id !== null)).toHaveLength(10);
    expect((await check(ctx)).budgets).toMatchObject([{ reserved_usd: "1", remaining_usd: "0" }]);
    await Promise.all(
      answers.flatMap(({ reservation_id: id }) => (id === null ? [] : [releaseReservation(ctx, id)])),
    );
    expect(await check(ctx)).toMatchObject({ allowed: true, budgets: [{ reserved_usd: "0" }] });
  });

  it("settled, is held at its true cost until that is counted, and then no longer", async () => {
    const now = Date.now();
    const { project, ctx } = await makeScene(db, now);
    await makeBudget(ctx, { limitUsd: "1", unit: "month" });
    await count(db, now);
    const { reservation_id } = await check(ctx, { reserve_usd: "0.5" });
    await spend(db, project, { usd: "0.2", atMs: now });
    expect(await settleReservation(ctx, reservation_id ?? "", { cost_usd: "0.2", exported: true })).toBe(
      true,
    );
    expect((await check(ctx)).budgets).toMatchObject([{ spent_usd: "0", reserved_usd: "0.2" }]);
    // A round that comes before derivation knows that there is something still to be counted.
    await budgetRound(db.worker);
    expect((await check(ctx)).budgets).toMatchObject([{ spent_usd: "0", reserved_usd: "0.2" }]);
    await count(db, Date.now());
    expect((await check(ctx)).budgets).toMatchObject([{ spent_usd: "0.2", reserved_usd: "0" }]);
  });

  it("that nobody settles is held until it expires", async () => {
    const { clock, ctx } = await makeScene(db, Date.now());
    await makeBudget(ctx, { limitUsd: "1", unit: "month" });
    await count(db, Date.now());
    clock.nowMs = Date.now() - 3_000;
    await check(ctx, { reserve_usd: "0.5", expires_s: 2 });
    expect((await check(ctx)).budgets).toMatchObject([{ reserved_usd: "0" }]);
    await check(ctx, { reserve_usd: "0.5", expires_s: 60 });
    expect((await check(ctx)).budgets).toMatchObject([{ reserved_usd: "0.5" }]);
  });
});

describe("sums", () => {
  it("that are damaged are mended by counting anew, and nothing else is touched", async () => {
    const now = Date.now();
    const { project, ctx } = await makeScene(db, now);
    await makeBudget(ctx, { name: "1", unit: "month" });
    await makeBudget(ctx, { name: "2", rolling: true, everyUser: true });
    await count(db, now);
    await spend(db, project, { usd: "0.5", atMs: now - 1000, user: "u" });
    await count(db, now);
    const before = (await check(ctx, { user: "u" })).budgets;
    expect(before.map(({ spent_usd }) => spent_usd)).toEqual(["0.5", "0.5"]);
    await recountBudgets(db.worker);
    expect((await check(ctx, { user: "u" })).budgets).toEqual(before);
    await db.owner`update budget_slots set nano_usd = 1 where project_id = ${project.id}`;
    await db.owner`update budget_spent set nano_usd = 7 where project_id = ${project.id}`;
    expect(await recountBudgets(db.worker)).toBe(2);
    expect((await check(ctx, { user: "u" })).budgets).toEqual(before);
  });

  it("equal the raw spans at any moment: any order, late roots, other features, counted anew or not", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            trace: fc.integer({ min: 0, max: 5 }),
            usd: fc.option(
              fc.integer({ min: 0, max: 400 }).map((cents) => String(cents / 100)),
              { nil: null },
            ),
            agoS: fc.integer({ min: 0, max: 90_000 }),
            feature: fc.constantFrom(null, "a", "b"),
            user: fc.constantFrom(null, "u", "v"),
            countNow: fc.boolean(),
          }),
          { minLength: 1, maxLength: 14 },
        ),
        async (calls) => {
          const { project, ctx } = await makeScene(db, NOON);
          const traces = Array.from({ length: 6 }, () => randomUUID());
          await makeBudget(ctx, { name: "1 all" });
          await makeBudget(ctx, { name: "2 a", feature: "a" });
          await makeBudget(ctx, { name: "3 each", everyUser: true, rolling: true });
          const day = periodAt(NOON, { rolling: false, unit: "day", zone: "UTC" });
          const window = periodAt(NOON, { rolling: true, unit: "day", zone: "UTC" });
          for (const { agoS, trace, countNow, ...call } of calls) {
            await spend(db, project, { ...call, atMs: NOON - agoS * 1000, traceId: traces[trace] ?? "" });
            if (countNow) await count(db, NOON);
          }
          await count(db, NOON);
          const of = async (call: Partial<CheckQuery>) =>
            (await check(ctx, call)).budgets.map(({ name, spent_usd, unknown_calls }) => [
              name,
              BigInt(Math.round(Number(spent_usd) * 1e9)).toString(),
              unknown_calls,
            ]);
          const raw = async (name: string, from: number, to: number, of = {}) => {
            const { nano, unknown } = await spentByRaw(db, project, from, to, of);
            return [name, nano, unknown];
          };
          expect(await of({ feature: "a", user: "u" })).toEqual([
            await raw("1 all", day.startMs, day.endMs),
            await raw("2 a", day.startMs, day.endMs, { feature: "a" }),
            await raw("3 each", window.startMs, window.endMs, { user: "u" }),
          ]);
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);
});

describe("thresholds", () => {
  const breaches = (project: { id: number }) =>
    db.owner<{ line: string }[]>`
      select concat_ws(' ', detail ->> 'percent', nullif(series, ''), case when resolved_at is null then 'open' else resolution end) as line
      from findings where project_id = ${project.id} and rule = 'budget' order by id`.then((rows) =>
      rows.map(({ line }) => line),
    );

  it("fire exactly once each, in whatever order calls arrive and whoever looks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ cents: fc.integer({ min: 1, max: 60 }), look: fc.integer({ min: 0, max: 2 }) }),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        async (calls) => {
          const { project, ctx } = await makeScene(db, NOON);
          await makeBudget(ctx, { limitUsd: "1" });
          let total = 0;
          for (const { cents, look } of calls) {
            total += cents;
            await spend(db, project, { usd: String(cents / 100), atMs: NOON - 60_000 });
            if (look === 1) await count(db, NOON);
            if (look === 2) await Promise.all([count(db, NOON), count(db, NOON)]);
          }
          await Promise.all([count(db, NOON), count(db, NOON)]);
          await count(db, NOON);
          expect(await breaches(project)).toEqual(
            [50, 80, 100].filter((p) => total >= p).map((p) => `${p} open`),
          );
          const incidents =
            await db.owner`select from incidents where project_id = ${project.id} and state = 'open'`;
          expect(incidents).toHaveLength(total >= 100 ? 1 : 0);
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);

  it("a raised limit lets calls through again until the period ends; its thresholds fire when they are reached", async () => {
    const { project, clock, ctx } = await makeScene(db, NOON);
    const id = await makeBudget(ctx, { limitUsd: "1" });
    await spend(db, project, { usd: "1", atMs: NOON - 1000 });
    await count(db, NOON);
    expect((await check(ctx)).allowed).toBe(false);
    await expect(raiseLimit(ctx, { id, limitUsd: "1", reason: "more" })).rejects.toMatchObject({
      code: "bad_request",
    });
    await raiseLimit(ctx, { id, limitUsd: "1.1", reason: "The campaign runs until tonight." });
    await count(db, NOON);
    expect(await check(ctx)).toMatchObject({ allowed: true, budgets: [{ limit_usd: "1.1" }] });
    expect(await breaches(project)).toEqual(["50 open", "80 open", "100 The limit was raised to $1.1."]);
    await spend(db, project, { usd: "0.2", atMs: NOON - 900 });
    await count(db, NOON);
    expect((await breaches(project)).slice(3)).toEqual(["100 open"]);
    clock.nowMs += 86_400_000;
    await count(db, clock.nowMs);
    expect(await check(ctx)).toMatchObject({ allowed: true, budgets: [{ limit_usd: "1", spent_usd: "0" }] });
    expect((await breaches(project)).every((line) => !line.endsWith("open"))).toBe(true);
    expect(await auditOf(db, project)).toEqual(["budget.created Ceiling", "budget.raised Ceiling"]);
  });

  it("a paused budget counts and neither tells nor denies; a deleted one is gone; another scope is counted anew", async () => {
    const { project, ctx } = await makeScene(db, NOON);
    const id = await makeBudget(ctx, { limitUsd: "1" });
    await pauseBudget(ctx, { id, paused: true });
    await spend(db, project, { usd: "2", atMs: NOON - 1000, feature: "x" });
    await spend(db, project, { usd: "5", atMs: NOON - 1000, feature: "y" });
    await count(db, NOON);
    expect(await check(ctx)).toMatchObject({ allowed: true, budgets: [{ state: "paused", spent_usd: "7" }] });
    expect(await breaches(project)).toEqual([]);
    await pauseBudget(ctx, { id, paused: false });
    await changeBudget(ctx, id, budgetInput({ limitUsd: "3", feature: "x" }));
    await count(db, NOON);
    expect((await check(ctx, { feature: "x" })).budgets).toMatchObject([{ spent_usd: "2", limit_usd: "3" }]);
    await deleteBudget(ctx, { id });
    expect((await check(ctx, { feature: "x" })).budgets).toEqual([]);
  });
});

describe("who may", () => {
  it.each(["engineer", "manager", "admin"] as const)("%s sets ceilings", async (role) => {
    const { ctx } = await makeMember(db, await makeProject(db.owner), role);
    expect((await createBudget(ctx, budgetInput())).id).toBeGreaterThan(0);
  });

  it("compliance may not, and no key that only reads", async () => {
    const { ctx } = await makeMember(db, await makeProject(db.owner), "compliance");
    await expect(createBudget(ctx, budgetInput())).rejects.toMatchObject({ code: "forbidden" });
    await expect(raiseLimit(ctx, { id: 1, limitUsd: "1", reason: "x" })).rejects.toMatchObject({
      code: "forbidden",
    });
    const key = { ...ctx, actor: { kind: "api_key", id: 1, name: "k", scopes: ["read"] } as const };
    await expect(deleteBudget(key, { id: 1 })).rejects.toMatchObject({ code: "forbidden" });
  });

  it.each([
    ["no limit", { limitUsd: "0" }, "limitUsd"],
    ["a zone that nobody knows", { zone: "Mars/Olympus" }, "zone"],
    ["one user and each user", { user: "u", everyUser: true }, "user"],
    ["a prompt that nobody used", { promptVersion: "x@9" }, "promptVersion"],
    [
      "a percentage twice",
      {
        thresholds: [
          { percent: 50, actions: [] },
          { percent: 50, actions: [] },
        ],
      },
      "thresholds",
    ],
  ])("%s is refused at its field", async (_, wrong, path) => {
    const { ctx } = await makeScene(db, NOON);
    await expect(createBudget(ctx, budgetInput(wrong))).rejects.toMatchObject({
      code: "bad_request",
      details: [{ path }],
    });
  });
});

describe("an every-user budget", () => {
  it("costs as many statements a round for 4,000 users as for one, and fires once for each", async () => {
    const statements: string[] = [];
    db.worker.options.debug = (_connection: number, query: string) => statements.push(query);
    const rounds: number[][] = [];
    try {
      for (const users of [1, 4_000]) {
        const { project, ctx } = await makeScene(db, NOON);
        const id = await makeBudget(ctx, { everyUser: true, limitUsd: "1" });
        await count(db, NOON);
        await db.owner`
          insert into budget_spent (project_id, budget_id, user_id, period_start, nano_usd, unknown_calls)
          select ${project.id}, ${id}, 'u' || n, ${new Date(Date.UTC(2025, 2, 5))}, 900000000 + n, 0
          from generate_series(1, ${users}::int) n`;
        const counts = [];
        for (let round = 0; round < 3; round++) {
          statements.length = 0;
          await budgetRound(db.worker, { now: () => NOON });
          counts.push(statements.filter((query) => query.includes("findings")).length);
        }
        rounds.push(counts);
        const breaches = await db.owner`
          select (detail ->> 'percent')::float8 as percent, count(*)::int as users, count(distinct series)::int as distinct
          from findings where rule = 'budget' and rule_id = ${id} group by 1 order by 1`;
        expect(breaches).toEqual([
          { percent: 50, users, distinct: users },
          { percent: 80, users, distinct: users },
        ]);
        await db.owner`delete from budgets where id = ${id}`;
      }
    } finally {
      db.worker.options.debug = false;
    }
    expect(rounds[1]).toEqual(rounds[0]);
  });
});
