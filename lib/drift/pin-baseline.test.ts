import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Context } from "@/lib/context";
import { seeded } from "@/lib/stats/random";
import { makeMember } from "@/lib/users/testing";

import { driftRound } from "./drift-round";
import { pinBaseline, pinnedBaseline } from "./pin-baseline";
import { madeTo, statisticsOf, storeCells, type TestCell } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 2, 10, 12);
const OF = { feature: "support", environment: "production" };
const iso = (ms: number): string => new Date(ms).toISOString();

/** Two weeks of one prompt version, and one of another. */
async function scene() {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "engineer");
  const random = seeded(1);
  const cells: TestCell[] = [];
  const put = (tier: 300 | 3600, fromMs: number, toMs: number, version: string): void => {
    const n = Math.round((500 * tier) / 3600);
    for (let atMs = fromMs; atMs < toMs; atMs += tier * 1000)
      cells.push({
        tier,
        atMs,
        interactions: n,
        statistics: statisticsOf(random, n, {}),
        only: { prompt_version: version },
      });
  };
  put(3600, NOW - 21 * DAY, NOW - 7 * DAY, "41");
  put(3600, NOW - 7 * DAY, NOW - 6 * DAY, "42");
  put(300, NOW - 6 * DAY, NOW, "42");
  await storeCells(db.owner, project.id, cells);
  await madeTo(db.owner, project.id, NOW);
  const round = async () => {
    while (await driftRound(db.worker, { now: () => NOW }));
  };
  await round();
  const periods = async () => {
    await round();
    const rows = await db.owner<{ from: string; to: string; phase: string }[]>`
      select to_timestamp((baseline ->> 'from')::float8 / 1000) as from, to_timestamp((baseline ->> 'to')::float8 / 1000) as to, phase
      from drift_series where project_id = ${project.id} and dimension = '' and signal = 'failed'`;
    return rows.map(({ from, to, phase }) => [Date.parse(from), Date.parse(to), phase]);
  };
  return { project, ctx: { ...ctx, now: () => new Date(NOW) } satisfies Context, periods };
}

it("a feature is compared with a period, with the time of a prompt version, or with what is usual again", async () => {
  const { ctx, periods } = await scene();
  expect(await pinnedBaseline(ctx, OF)).toBeNull();
  const [learned] = await periods();
  const [from, to] = [NOW - 10 * DAY, NOW - 5 * DAY];
  await pinBaseline(ctx, { ...OF, baseline: { is: "period", from: iso(from), to: iso(to) } });
  expect(await periods()).toEqual([[from, to, "watching"]]);
  const pinned = await pinnedBaseline(ctx, OF);
  expect(pinned).toMatchObject({ signals: pinned?.of });
  expect([Date.parse(pinned?.from ?? ""), Date.parse(pinned?.to ?? "")]).toEqual([from, to]);

  await pinBaseline(ctx, { ...OF, baseline: { is: "prompt_version", value: "41" } });
  expect(await periods()).toEqual([[NOW - 21 * DAY, NOW - 7 * DAY, "watching"]]);
  await pinBaseline(ctx, { ...OF, baseline: { is: "learned" } });
  expect(await periods()).toEqual([learned]);
  expect(await pinnedBaseline(ctx, OF)).toBeNull();
}, 60_000);

it("refuses who may not, what is too short, and what never came", async () => {
  const { project, ctx } = await scene();
  const { ctx: manager } = await makeMember(db, project, "manager");
  const learned = { ...OF, baseline: { is: "learned" as const } };
  await expect(pinBaseline(manager, learned)).rejects.toMatchObject({ code: "forbidden" });
  const short = { is: "period" as const, from: iso(NOW - HOUR), to: iso(NOW) };
  await expect(pinBaseline(ctx, { ...OF, baseline: short })).rejects.toMatchObject({ code: "bad_request" });
  await expect(
    pinBaseline(ctx, { ...OF, baseline: { is: "prompt_version", value: "7" } }),
  ).rejects.toMatchObject({ code: "not_found" });
  await expect(pinBaseline(ctx, { ...learned, feature: "nobody" })).rejects.toMatchObject({
    code: "not_found",
  });
}, 60_000);
