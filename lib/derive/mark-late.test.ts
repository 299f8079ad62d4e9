import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";

import { deriveTraces } from "./derive-traces";
import { span, store } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;

it("what arrives after the signals of its time were made marks the hour in which it ended; what is in time marks none", async () => {
  const project = await makeProject(db.owner);
  const now = Date.now();
  const lateMs = now - 20 * 60_000;
  for (const [endedMs, ms] of [
    [now - 1000, 500],
    [lateMs, 2 * HOUR],
  ] as const)
    await store(db.worker, project, randomUUID(), [
      span("a", { startedUs: (endedMs - ms) * 1000, ms, kind: "agent" }),
    ]);
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  const marks = await db.owner<
    { hour: string }[]
  >`select hour from signal_marks where project_id = ${project.id}`;
  expect(marks.map(({ hour }) => Date.parse(hour))).toEqual([Math.floor(lateMs / HOUR) * HOUR]);
});
