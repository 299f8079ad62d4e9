import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { before, Story, testContext } from "@/lib/traces/testing";

import { findTurn } from "./find-turn";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("a trace is the turn of its session that its start makes it", async () => {
  const told = new Story(db.owner, await makeProject(db.owner));
  const starts = [3000, 2000, 1000].map(before);
  const ids: string[] = [];
  for (const started_at of starts) ids.push(await told.trace({ session_id: "s", started_at }));
  await told.trace({ session_id: "other", started_at: before(2500) });
  const ctx = testContext(db.app, told.project);
  const turns = await Promise.all(
    ids.map((traceId, i) => findTurn(ctx, { traceId, sessionId: "s", startedAt: starts[i]! })),
  );
  expect(turns).toEqual([1, 2, 3].map((number) => ({ number, count: 3, nextTraceId: ids[number] ?? null })));
});
