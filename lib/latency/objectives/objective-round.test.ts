import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { span, store } from "@/lib/derive/testing";
import { makeMember } from "@/lib/users/testing";

import { deleteObjective } from "./delete-objective";
import { objectiveRound } from "./objective-round";
import { saveObjective } from "./save-objective";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 2, 10, 12);

it("an error budget that is used too fast is an incident until it no longer is, or nobody asks for it", async () => {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "engineer");
  const { id } = await saveObjective(ctx, null, {
    measure: "interaction_latency",
    thresholdMs: 2000,
    target: 0.95,
    windowDays: 7,
    feature: "booking",
  });
  const answers = async (fromMs: number, count: number, ms: number): Promise<void> => {
    for (let n = 0; n < count; n++)
      await store(db.owner, project, randomUUID(), [
        span("1", { kind: "llm", feature: "booking", startedUs: (fromMs + n * 10_000) * 1000, ms }),
      ]);
    while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  };
  const findings = () => db.owner<
    { level: string; title: string; resolution: string | null; affected: string }[]
  >`
    select level, title, resolution, affected from findings where project_id = ${project.id} order by id`;
  const round = (ms: number) => objectiveRound(db.worker, () => new Date(ms));
  await answers(NOW - 2 * 86_400_000, 200, 1000);
  await round(NOW);
  expect(await findings()).toEqual([]);
  await answers(NOW - 20 * MINUTE, 60, 5000);
  await round(NOW);
  await round(NOW + MINUTE);
  const [found, ...more] = await findings();
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    level: "alert",
    resolution: null,
    affected: "feature=booking&min_duration_ms=2000",
  });
  expect(found?.title).toMatch(
    /^Interaction latency.* of booking: the error budget of 7 days is used 20 times too fast$/,
  );
  // Fast ones came since.
  await answers(NOW + 2 * MINUTE, 300, 1000);
  await round(NOW + 7 * 60 * MINUTE);
  expect((await findings()).map(({ level, resolution }) => [level, resolution])).toEqual([
    ["alert", "The error budget is no longer used too fast."],
  ]);
  await answers(NOW + 8 * 60 * MINUTE, 60, 5000);
  await round(NOW + 8 * 60 * MINUTE + 15 * MINUTE);
  await deleteObjective(ctx, { id });
  await round(NOW + 8 * 60 * MINUTE + 16 * MINUTE);
  expect((await findings()).map(({ resolution }) => resolution)).toEqual([
    "The error budget is no longer used too fast.",
    "The objective was deleted.",
  ]);
  const incidents = await db.owner`select state from incidents where project_id = ${project.id} order by id`;
  expect(incidents).toEqual([{ state: "resolved" }, { state: "resolved" }]);
}, 60_000);
