import net, { type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "@/db/client";
import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { newestMigration, obstacleOfDisk, obstacleToStoring, obstacleToWork, workerState } from "./readiness";

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

it("one that takes connections and says nothing is named within two seconds", async () => {
  const silent = net.createServer(() => {}).listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const { port } = silent.address() as AddressInfo;
  const sql = connect(`postgres://someone@127.0.0.1:${port}/none`, { role: "recount_app", max: 1 });
  const started = Date.now();
  expect(await obstacleToWork(sql, newest)).toContain("does not answer within 1.5 s");
  expect(Date.now() - started).toBeLessThan(2_000);
  await sql.end({ timeout: 0 });
  silent.close();
});

it("a database with room is no obstacle, and nothing stays of asking", async () => {
  expect(await obstacleToStoring(db.app)).toBeNull();
  expect(await obstacleToStoring(db.app)).toBeNull();
  expect(await obstacleOfDisk("/tmp")).toBeNull();
  expect(await obstacleOfDisk("/no/such/folder")).toBeNull();
});

it("a worker is running for as long as it writes down that it works", async () => {
  expect(await workerState(db.app)).toBe("not seen yet");
  const ran = (ended: string) =>
    db.owner`
      insert into job_runs (task, job_id, attempt, started_at, ended_at)
      values ('recent roll-ups', '1', 1, now(), now() - ${ended}::interval)`;
  await ran("10 minutes");
  expect(await workerState(db.app)).toBe("away");
  await ran("30 seconds");
  expect(await workerState(db.app)).toBe("running");
});
