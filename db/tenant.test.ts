import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "./client";
import { inProject } from "./tenant";
import { createTestDatabase, makeProject, type TestDatabase } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const addContent = (projectId: number, id: string) =>
  db.owner`insert into contents (id, project_id, shard_key, format, body) values (${id}::uuid, ${projectId}, 1, 0, 'x')`;

it("a query without a where sees the rows of its own project only", async () => {
  const [mine, other] = [await makeProject(db.owner), await makeProject(db.owner)];
  await addContent(mine.id, "00000000-0000-0000-0000-000000000001");
  await addContent(other.id, "00000000-0000-0000-0000-000000000002");
  const rows = await inProject(
    db.app,
    mine.id,
    (tx) => tx`select project_id from contents /* every shard */`,
  );
  expect(rows).toEqual([{ project_id: mine.id }]);
});

it("outside of it the app sees nothing", async () => {
  const mine = await makeProject(db.owner);
  await addContent(mine.id, "00000000-0000-0000-0000-000000000003");
  const one = connect(db.url, { role: "recount_app", max: 1 });
  await inProject(one, mine.id, (tx) => tx`select 1`);
  expect(await one`select * from contents /* every shard */`).toEqual([]);
  await one.end();
});

it("a row for another project is refused", async () => {
  const [mine, other] = [await makeProject(db.owner), await makeProject(db.owner)];
  const write = inProject(
    db.app,
    mine.id,
    (tx) =>
      tx`insert into contents (id, project_id, shard_key, format, body)
         values ('00000000-0000-0000-0000-000000000004', ${other.id}, 1, 0, 'x')`,
  );
  await expect(write).rejects.toThrow("row-level security");
});

it("what fails is rolled back, and its error travels", async () => {
  const mine = await makeProject(db.owner);
  const failing = inProject(db.app, mine.id, async (tx) => {
    await tx`insert into contents (id, project_id, shard_key, format, body)
             values ('00000000-0000-0000-0000-000000000005', ${mine.id}, 1, 0, 'x')`;
    throw new Error("changed my mind");
  });
  await expect(failing).rejects.toThrow("changed my mind");
  expect(await db.owner`select 1 from contents where project_id = ${mine.id}`).toEqual([]);
});

it("read only means read only", async () => {
  const mine = await makeProject(db.owner);
  const write = inProject(
    db.app,
    mine.id,
    (tx) =>
      tx`insert into contents (id, project_id, shard_key, format, body)
         values ('00000000-0000-0000-0000-000000000006', ${mine.id}, 1, 0, 'x')`,
    { readOnly: true },
  );
  await expect(write).rejects.toThrow("read-only transaction");
});

it("a project id that is no positive integer never reaches the server", async () => {
  for (const id of [0, -1, 1.5, Number.NaN, "1; drop table contents" as unknown as number]) {
    await expect(inProject(db.app, id, (tx) => tx`select 1`)).rejects.toThrow(RangeError);
  }
});
