import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { seeded } from "@/lib/stats/random";
import { makeMember } from "@/lib/users/testing";

import { driftDocumentOf, driftDocumentSchema } from "./document";
import { driftRound } from "./drift-round";
import { getDriftSeries } from "./get-drift-series";
import { listDrift } from "./list-drift";
import { madeTo, statisticsOf, storeCells } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const DAY = 86_400_000;
const CELL = 300_000;
const SATURDAY = Date.UTC(2026, 2, 14, 12);

it("a young baseline says that its first Saturday is not judged, until when, and what would have shown", async () => {
  const project = await makeProject(db.owner);
  const random = seeded(8);
  const fromMs = SATURDAY - 5 * DAY;
  await storeCells(
    db.owner,
    project.id,
    Array.from({ length: (SATURDAY - fromMs) / CELL }, (_, n) => ({
      tier: 300 as const,
      atMs: fromMs + n * CELL,
      interactions: 20,
      statistics: statisticsOf(random, 20),
    })),
  );
  const { ctx } = await makeMember(db, project, "manager");
  const at = async (ms: number) => {
    await madeTo(db.owner, project.id, ms);
    while (await driftRound(db.worker, { now: () => ms }));
    const now = { ...ctx, now: () => new Date(ms) };
    const { features } = await listDrift(now);
    const key = { feature: "support", environment: "production", signal: "failed" };
    const one = await getDriftSeries(now, { ...key, fromMs: ms - DAY, toMs: ms });
    return { features, one };
  };
  const young = await at(SATURDAY - 12 * 3_600_000 - CELL);
  expect(young.one.judging).toEqual({
    state: "judging",
    until: null,
    text: "Weekends have not been seen yet: on them nothing is judged.",
  });
  const { features, one } = await at(SATURDAY);
  const said = {
    state: "unseen_days",
    until: "2026-03-16T00:00:00.000Z",
    text: "Weekends have not been seen yet; nothing is judged until Monday 16 March at 00:00 UTC at the latest.",
  };
  expect(features[0]?.watched.map(({ signal, judging }) => [signal, judging])).toEqual([
    ["failed", said],
    ["latency", said],
  ]);
  expect(one.judging).toEqual(said);
  const document = driftDocumentOf(await listDrift({ ...ctx, now: () => new Date(SATURDAY) }), {
    feature: "support",
  });
  expect(driftDocumentSchema.parse(document)).toEqual(document);
  expect(document.features[0]?.signals.map(({ judging }) => judging)).toEqual([said, said]);
  expect(driftDocumentOf(await listDrift(ctx), { feature: "other" }).features).toEqual([]);
  for (const { leastShown } of features[0]?.watched ?? [])
    expect(leastShown.filter(({ inHours, change }) => inHours === 24 && change !== null)).not.toEqual([]);
}, 60_000);
