import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";

import { exportTraces } from "./export-traces";
import { traceFilter } from "./filter";
import { before, Story, testContext } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("an export has a row a trace, quotes what needs it and defuses formulas", async () => {
  const told = new Story(db.owner, await makeProject(db.owner));
  await told.trace({ name: '=cmd("x"),y', started_at: before(1000) });
  await told.trace({ name: "plain", started_at: before(2000), cost_nano_usd: 1_500_000 });
  let csv = "";
  for await (const piece of exportTraces(testContext(db.app, told.project), traceFilter())) csv += piece;
  const [head, first, second, rest] = csv.split("\r\n");
  expect(head).toMatch(/^trace_id,name,status/);
  expect(first).toContain(`"'=cmd(""x""),y",ok`);
  expect(second).toContain(",plain,ok,");
  expect(second).toContain(",0.0015,known,");
  expect(rest).toBe("");
});
