import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "./client";
import { database, matching, select } from "./drizzle";
import { apiKeys } from "./schema/api-keys";
import { auditLog } from "./schema/audit";
import { users } from "./schema/users";
import { inProject } from "./tenant";
import { createTestDatabase, makeProject, type TestDatabase } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const at = "2026-01-02T03:04:05.123456Z";
const entry = (projectId: number, detail: unknown) =>
  ({ projectId, at, actorKind: "system", actorName: "test", action: "test.done", detail }) as const;

it("leaves the pool's parsers as they were", async () => {
  const one = connect(db.url, { role: null, max: 1 });
  expect(await database(one).execute(sql`select 1 as n`)).toEqual([{ n: 1 }]);
  expect(await one`select ${at}::timestamptz as at, '2026-01-02'::date as day, 5::bigint as n`).toEqual([
    { at, day: "2026-01-02", n: 5 },
  ]);
  expect(await one`select array[${at}::timestamptz] as times`).toEqual([{ times: [at] }]);
  await one.end();
});

it("reads what it wrote: microseconds, bytes, arrays, and JSON of every kind", async () => {
  const { id: projectId } = await makeProject(db.owner);
  const key = {
    projectId,
    name: 'a "key"',
    prefix: "rk_",
    keyHash: Buffer.from([0, 255, 7]),
    scopes: ["ingest" as const, "read" as const],
    createdAt: at,
    expiresAt: null,
  };
  const rows = await database(db.owner).insert(apiKeys).values(key).returning();
  expect(rows).toEqual([expect.objectContaining(key)]);
  expect(await database(db.owner).select().from(apiKeys).where(matching(apiKeys, key))).toEqual(rows);
  for (const detail of [{ a: [1, "two", null] }, "text", "123", 5, true, []]) {
    const [made] = await database(db.owner).insert(auditLog).values(entry(projectId, detail)).returning();
    expect(made?.detail).toEqual(detail);
    const [row] = await db.owner`select detail::text as text from audit_log where id = ${made!.id}`;
    expect(JSON.parse(row!.text)).toEqual(detail);
  }
});

it("stays within a transaction, and so within its project", async () => {
  const [mine, theirs] = [await makeProject(db.owner), await makeProject(db.owner)];
  await expect(
    inProject(db.app, mine.id, async (tx) => {
      await database(tx).insert(auditLog).values(entry(mine.id, {}));
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  await inProject(db.app, mine.id, (tx) => database(tx).insert(auditLog).values(entry(mine.id, {})));
  const count = (id: number) => inProject(db.app, id, (tx) => database(tx).$count(auditLog));
  expect([await count(mine.id), await count(theirs.id)]).toEqual([1, 0]);
  await expect(
    inProject(db.app, mine.id, (tx) => database(tx).insert(auditLog).values(entry(theirs.id, {}))),
  ).rejects.toMatchObject({ code: "42501" });
});

it("fails with the driver's own errors, which name no parameters", async () => {
  const wrong = database(db.owner)
    .insert(users)
    .values({ email: "x@y.z", passwordHash: "secret", name: "a\0b" });
  const error: unknown = await wrong.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "PostgresError", code: "22021" });
  expect(String(error)).not.toContain("secret");
  const nobody = connect("postgres://someone@127.0.0.1:1/none", { role: null, max: 1 });
  await expect(select(nobody, users, "id")).rejects.toMatchObject({
    code: "ECONNREFUSED",
  });
  await nobody.end({ timeout: 0 });
});

it("prepares a statement once a connection", async () => {
  const one = connect(db.url, { role: "recount_app", max: 1 });
  for (const email of ["a@b.c", "d@e.f"])
    await select(one, users, "id", "hasPassword").where(matching(users, { email }));
  const [row] = await one`
    select count(*)::int as n from pg_prepared_statements where statement like 'select "id", "has_password"%'`;
  expect(row).toEqual({ n: 1 });
  await one.end();
});
