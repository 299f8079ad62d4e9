import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";

import { exportTraces, exportTracesJson } from "./export-traces";
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

test("as JSON it is one array of the API's summaries, also across pages and when it is empty", async () => {
  const told = new Story(db.owner, await makeProject(db.owner));
  const ctx = testContext(db.app, told.project);
  const read = async () => {
    let text = "";
    for await (const piece of exportTracesJson(ctx, traceFilter())) text += piece;
    return JSON.parse(text) as { name: string }[];
  };
  expect(await read()).toEqual([]);
  const inserted = 1_003;
  for (let n = 0; n < inserted; n++) await told.trace({ name: `t${n}`, started_at: before(1000 + n) });
  const names = (await read()).map(({ name }) => name);
  expect(names).toHaveLength(inserted);
  expect(names.slice(0, 2)).toEqual(["t0", "t1"]);
  expect(names.at(-1)).toBe(`t${inserted - 1}`);
});
