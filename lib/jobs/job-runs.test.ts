import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { makeMember } from "@/lib/users/testing";

import { listTaskHistory, RECENT_RUNS, recordRun } from "./job-runs";
import { TASKS } from "./tasks";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

it("lists every task, run or not, with its last runs, the newest first, and when it is due", async () => {
  const { ctx } = await makeMember(db, await makeProject(db.owner), "admin");
  const startedAt = new Date(Date.now() - 1500);
  for (let run = 1; run <= RECENT_RUNS + 2; run++)
    await recordRun(db.worker, {
      task: "deliver",
      jobId: "7",
      attempt: run,
      startedAt,
      error: run % 4 === 0 ? `no answer, ${run}` : null,
    });
  const history = await listTaskHistory(ctx);
  expect(history.map(({ task }) => task)).toEqual(TASKS.map(({ name }) => name));

  const deliver = history.find(({ task }) => task === "deliver")!;
  expect(deliver).toMatchObject({ runs: RECENT_RUNS + 2, failures: 3, dueAt: null });
  expect(deliver.recent.map(({ attempt, error }) => [attempt, error])).toEqual(
    Array.from({ length: RECENT_RUNS }, (_, index) => {
      const run = RECENT_RUNS + 2 - index;
      return [run, run % 4 === 0 ? `no answer, ${run}` : null];
    }),
  );
  expect(deliver.recent[0]!.durationMs).toBeGreaterThanOrEqual(1500);

  const retention = history.find(({ task }) => task === "retention")!;
  expect(retention).toMatchObject({ runs: 0, failures: 0, recent: [] });
  expect(Date.parse(retention.dueAt!)).toBeGreaterThan(Date.now());
});

it("is for those who administer the project", async () => {
  const { ctx } = await makeMember(db, await makeProject(db.owner), "engineer");
  await expect(listTaskHistory(ctx)).rejects.toMatchObject({ code: "forbidden" });
});
