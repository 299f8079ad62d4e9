import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "@/db/client";
import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { newestMigration, obstacleToWork } from "./readiness";

let db: TestDatabase;
let newest: number;
beforeAll(async () => {
  db = await createTestDatabase();
  newest = await newestMigration("db/migrations");
});
afterAll(() => db.close());

it("a migrated database that takes writes is no obstacle", async () => {
  expect(newest).toBeGreaterThan(0);
  expect(await obstacleToWork(db.app, newest)).toBeNull();
});

it("an older schema is named", async () => {
  expect(await obstacleToWork(db.app, newest + 1)).toContain(
    `schema version ${newest}, and this version of Recount needs ${newest + 1}`,
  );
});

it("a database without the schema is named", async () => {
  const empty = await createTestDatabase({ empty: true });
  expect(await obstacleToWork(empty.owner, newest)).toBe(
    "The database is not migrated: start Recount with npm start.",
  );
  await empty.close();
});

it("a read-only database is named", async () => {
  const readOnly = connect(`${db.url}&default_transaction_read_only=on`, { role: "recount_app", max: 1 });
  expect(await obstacleToWork(readOnly, newest)).toContain("takes no writes");
  await readOnly.end();
});

it("a server that is away is named", async () => {
  const away = connect("postgres://someone@127.0.0.1:1/none", { role: "recount_app", max: 1 });
  expect(await obstacleToWork(away, newest)).toContain("The database does not answer: connect ECONNREFUSED");
  await away.end({ timeout: 0 });
});
