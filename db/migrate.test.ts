import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connect } from "./client";
import { migrate, MigrationError, readMigrations } from "./migrate";
import { createTestDatabase, type TestDatabase } from "./testing";

let db: TestDatabase;
let dir: string;
beforeEach(async () => {
  db = await createTestDatabase({ empty: true });
  dir = await mkdtemp(path.join(os.tmpdir(), "recount-migrations-"));
});
afterEach(async () => {
  await db.close();
  await rm(dir, { recursive: true });
});

const file = (name: string, text: string) => writeFile(path.join(dir, name), text);
const versions = async () =>
  (await db.owner<{ version: number }[]>`select version from schema_migrations order by 1`).map(
    ({ version }) => version,
  );

it("applies what is missing, in order, once", async () => {
  await file("0001_first.sql", "create table t (n int); insert into t values (1)");
  await file("0002_second.sql", "update t set n = n + 1; -- several statements\nupdate t set n = n * 10;");
  expect(await migrate(db.owner, { dir })).toEqual([1, 2]);
  expect(await migrate(db.owner, { dir })).toEqual([]);
  await file("0003_third.sql", "update t set n = n + 1");
  expect(await migrate(db.owner, { dir })).toEqual([3]);
  expect(await db.owner`select n from t`).toEqual([{ n: 21 }]);
});

it("two processes at once apply every file once", async () => {
  await file("0001_first.sql", "create table t (n int); insert into t values (0)");
  for (let version = 2; version < 8; version++)
    await file(`000${version}_more.sql`, "update t set n = n + 1");
  const other = connect(db.url, { role: null, max: 2 });
  const [one, two] = await Promise.all([migrate(db.owner, { dir }), migrate(other, { dir })]);
  await other.end();
  expect([...one, ...two].toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(await db.owner`select n from t`).toEqual([{ n: 6 }]);
});

it("a file that fails leaves nothing of itself and everything before it", async () => {
  await file("0001_first.sql", "create table t (n int)");
  await file("0002_broken.sql", "insert into t values (1); select no_such_column from t");
  await expect(migrate(db.owner, { dir })).rejects.toThrow(
    /^Migration 2 \(broken\) failed and was rolled back: column "no_such_column" does not exist$/,
  );
  expect(await versions()).toEqual([1]);
  expect(await db.owner`select n from t`).toEqual([]);
});

it("a landed file that was changed stops everything", async () => {
  await file("0001_first.sql", "create table t (n int)");
  await migrate(db.owner, { dir });
  await file("0001_first.sql", "create table t (n bigint)");
  await file("0002_second.sql", "create table u (n int)");
  await expect(migrate(db.owner, { dir })).rejects.toThrow(
    "Migration 1 (first) was changed after it had been applied",
  );
  expect(await versions()).toEqual([1]);
});

it("line ends of another system are no change", async () => {
  await file("0001_first.sql", "create table t (\n  n int\n)");
  await migrate(db.owner, { dir });
  await file("0001_first.sql", "create table t (\r\n  n int\r\n)");
  expect(await migrate(db.owner, { dir })).toEqual([]);
});

it("a database that is newer than the code is left alone", async () => {
  await file("0001_first.sql", "create table t (n int)");
  await migrate(db.owner, { dir });
  await db.owner`insert into schema_migrations (version, name, checksum) values (9, 'from_the_future', 'x')`;
  await expect(migrate(db.owner, { dir })).rejects.toThrow(
    "The database has migration 9 (from_the_future), which this version of Recount does not know",
  );
});

it("file names and numbers are checked", async () => {
  await file("0001_first.sql", "select 1");
  await file("0001_again.sql", "select 1");
  await expect(readMigrations(dir)).rejects.toThrow(new MigrationError("Two migrations have the number 1."));
  await file("2_short.sql", "select 1");
  await expect(readMigrations(dir)).rejects.toThrow(
    "The migration 2_short.sql must be named like 0001_name.sql.",
  );
});

it("the project's own migrations run twice and leave the roles able to work", async () => {
  expect((await migrate(db.owner)).length).toBeGreaterThan(0);
  expect(await migrate(db.owner)).toEqual([]);
  expect(await db.app`select version from schema_migrations limit 1`).toHaveLength(1);
});

it("roll-ups that are made anew forget no minute: those that had figures, and those that waited for them", async () => {
  for (const { version, name, text } of await readMigrations()) {
    if (version <= 16) await file(`${String(version).padStart(4, "0")}_${name}.sql`, text);
  }
  await migrate(db.owner, { dir });
  await db.owner`
    insert into dirty_buckets (project_id, tier, bucket) values (1, 60, '2026-03-01 10:00Z'), (1, 3600, '2026-03-01 09:00Z')`;
  await db.owner`
    insert into usage (bucket, project_id, shard_key, tier, user_id, feature, interactions, cost_nano_usd, unknown_cost_count, input_tokens, output_tokens)
    values ('2026-03-01 10:01Z', 1, 1, 60, '', 'f', 1, 0, 0, 0, 0)`;
  await db.owner`
    insert into rollup_traces (bucket, dimension_id, project_id, shard_key, tier, interactions, errors, cost_nano_usd, unknown_cost_count,
      complete, missing_prompt, missing_context, missing_output, missing_tools, missing_cost, latency_sum_ns, latency_bins, latency_counts, ttft_bins, ttft_counts)
    values ('2026-03-01 10:02Z', 1, 1, 1, 60, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, '{}', '{}', '{}', '{}')`;
  await migrate(db.owner);
  const marks = await db.owner`
    select tier, to_char(bucket at time zone 'UTC', 'HH24:MI') as at from dirty_buckets order by 2`;
  expect(marks.map((mark) => ({ ...mark }))).toEqual([
    { tier: 60, at: "10:00" },
    { tier: 60, at: "10:02" },
  ]);
});
