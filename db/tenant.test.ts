import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "./client";
import { inProject } from "./tenant";
import { createTestDatabase, makeProject, type TestDatabase } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const addDays = (projectId: number, id: string) =>
  db.owner`insert into trace_days (trace_id, project_id, shard_key, first_day, last_day) values (${id}::uuid, ${projectId}, 1, current_date, current_date)`;

it("a query without a where sees the rows of its own project only", async () => {
  const [mine, other] = [await makeProject(db.owner), await makeProject(db.owner)];
  await addDays(mine.id, "00000000-0000-0000-0000-000000000001");
  await addDays(other.id, "00000000-0000-0000-0000-000000000002");
  const rows = await inProject(
    db.app,
    mine.id,
    (tx) => tx`select project_id from trace_days /* every shard */`,
  );
  expect(rows).toEqual([{ project_id: mine.id }]);
});

it("outside of it the app sees nothing", async () => {
  const mine = await makeProject(db.owner);
  await addDays(mine.id, "00000000-0000-0000-0000-000000000003");
  const one = connect(db.url, { role: "recount_app", max: 1 });
  await inProject(one, mine.id, (tx) => tx`select 1`);
  expect(await one`select * from trace_days /* every shard */`).toEqual([]);
  await one.end();
});

it("a row for another project is refused", async () => {
  const [mine, other] = [await makeProject(db.owner), await makeProject(db.owner)];
  const write = inProject(
    db.app,
    mine.id,
    (tx) =>
      tx`insert into trace_days (trace_id, project_id, shard_key, first_day, last_day)
         values ('00000000-0000-0000-0000-000000000004', ${other.id}, 1, current_date, current_date)`,
  );
  await expect(write).rejects.toThrow("row-level security");
});

it("what fails is rolled back, and its error travels", async () => {
  const mine = await makeProject(db.owner);
  const failing = inProject(db.app, mine.id, async (tx) => {
    await tx`insert into trace_days (trace_id, project_id, shard_key, first_day, last_day)
             values ('00000000-0000-0000-0000-000000000005', ${mine.id}, 1, current_date, current_date)`;
    throw new Error("changed my mind");
  });
  await expect(failing).rejects.toThrow("changed my mind");
  expect(await db.owner`select 1 from trace_days where project_id = ${mine.id}`).toEqual([]);
});

it("read only means read only", async () => {
  const mine = await makeProject(db.owner);
  const write = inProject(
    db.app,
    mine.id,
    (tx) =>
      tx`insert into trace_days (trace_id, project_id, shard_key, first_day, last_day)
         values ('00000000-0000-0000-0000-000000000006', ${mine.id}, 1, current_date, current_date)`,
    { readOnly: true },
  );
  await expect(write).rejects.toThrow("read-only transaction");
});

it("a project id that is no positive integer never reaches the server", async () => {
  for (const id of [0, -1, 1.5, Number.NaN, "1; drop table trace_days" as unknown as number]) {
    await expect(inProject(db.app, id, (tx) => tx`select 1`)).rejects.toThrow(RangeError);
  }
});
