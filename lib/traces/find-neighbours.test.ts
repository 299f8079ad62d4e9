import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";

import { traceFilter } from "./filter";
import { findNeighbours } from "./find-neighbours";
import { listTraces } from "./list-traces";
import { before, Story, testContext } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("walking from neighbour to neighbour visits the list in its order, also among traces of one moment", async () => {
  const told = new Story(db.owner, await makeProject(db.owner));
  for (let i = 0; i < 6; i++) await told.trace({ started_at: before(1000 * (1 + Math.floor(i / 3))) });
  await told.trace({ started_at: before(1500), feature: "other" });
  const ctx = testContext(db.app, told.project);
  const filter = traceFilter({ feature: ["support"] });
  const list = (await listTraces(ctx, filter)).data;
  expect(list).toHaveLength(6);
  for (const [i, trace] of list.entries()) {
    expect(
      await findNeighbours(ctx, filter, { traceId: trace.trace_id, startedAt: trace.started_at }),
    ).toEqual({
      newer: list[i - 1]?.trace_id ?? null,
      older: list[i + 1]?.trace_id ?? null,
    });
  }
});
