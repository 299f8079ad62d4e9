import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "./client";
import { migrate } from "./migrate";
import { MigrationError, MIGRATIONS_DIR, readMigrations } from "./read-migrations";
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

it("a database that is newer than the code goes on with it, unless a newer migration says that it cannot", async () => {
  await file("0001_first.sql", "create table t (n int)");
  await file("0002_more.sql", "alter table t add column m int");
  await migrate(db.owner, { dir });
  await rm(path.join(dir, "0002_more.sql"));
  expect(await migrate(db.owner, { dir })).toEqual([]);
  await file("0002_more.sql", "alter table t add column m int");
  await file(
    "0003_break.sql",
    "-- Drops what older programs write.\n-- breaking\nalter table t drop column n",
  );
  await migrate(db.owner, { dir });
  await rm(path.join(dir, "0003_break.sql"));
  await expect(migrate(db.owner, { dir })).rejects.toThrow(
    "The database has migration 3 (break), which this version of Recount does not know and cannot work with",
  );
});

it("a number below the highest applied one is refused", async () => {
  await file("0003_third.sql", "create table t (n int)");
  await migrate(db.owner, { dir });
  await file("0002_late.sql", "create table u (n int)");
  await expect(migrate(db.owner, { dir })).rejects.toThrow(
    "Migration 2 (late) is new but has a number below 3, which this database has already",
  );
});

it("a table that is held is waited for in short turns, and others pass in between", async () => {
  await file("0001_first.sql", "create table t (n int)");
  await migrate(db.owner, { dir });
  await file("0002_more.sql", "alter table t add column m int");
  const reader = connect(db.url, { role: null, max: 1 });
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let begun = () => {};
  const isHeld = new Promise<void>((resolve) => (begun = resolve));
  const reading = reader.begin(async (tx) => {
    await tx`select from t`;
    begun();
    await held;
  });
  await isHeld;
  await expect(migrate(db.owner, { dir, lockTimeoutMs: 50, tries: 2 })).rejects.toThrow(
    /^Migration 2 \(more\) failed and was rolled back: canceling statement due to lock timeout\. It was tried 2 times/,
  );
  const migrating = migrate(db.owner, { dir, lockTimeoutMs: 50 });
  await new Promise((resolve) => setTimeout(resolve, 400));
  // Were the migration waiting in the queue, this would wait behind it.
  const writer = connect(`${db.url}&lock_timeout=1000`, { role: null, max: 1 });
  await writer`insert into t values (1)`;
  release();
  await reading;
  expect(await migrating).toEqual([2]);
  await Promise.all([reader.end(), writer.end()]);
});

describe("concurrent indexes", () => {
  const INDEX = "-- concurrent indexes\ncreate index parted_n on parted (n) where n > 0;";
  beforeEach(async () => {
    await db.owner.unsafe(`
      create table parted (day date not null, n int) partition by range (day);
      create table parted_1 partition of parted for values from ('2026-01-01') to ('2026-01-02');
      create table parted_2 partition of parted for values from ('2026-01-02') to ('2026-01-03');
      insert into parted select '2026-01-01', n from generate_series(1, 1000) n`);
    await file("0001_index.sql", INDEX);
  });
  const validOf = (names: string[]) =>
    db.owner`select indexrelid::regclass::text as name, indisvalid as valid from pg_index
      where indexrelid = any(${names.map((name) => name)}::text[]::regclass[]) order by 1`;

  it("are built partition by partition and held by the parent; new partitions have them", async () => {
    expect(await migrate(db.owner, { dir })).toEqual([1]);
    await db.owner`create table parted_3 partition of parted for values from ('2026-01-03') to ('2026-01-04')`;
    expect(await validOf(["parted_n", "parted_n_1", "parted_n_2", "parted_3_n_idx"])).toEqual([
      { name: "parted_3_n_idx", valid: true },
      { name: "parted_n", valid: true },
      { name: "parted_n_1", valid: true },
      { name: "parted_n_2", valid: true },
    ]);
  });

  it("keep nobody from writing while they are built", async () => {
    const writer = connect(db.url, { role: null, max: 1 });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    // A build waits for this transaction; a plain `create index` would, too, and everybody behind it.
    const writing = writer.begin(async (tx) => {
      await tx`insert into parted values ('2026-01-01', 5)`;
      await held;
    });
    const migrating = migrate(db.owner, { dir, lockTimeoutMs: 50 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const other = connect(`${db.url}&lock_timeout=500`, { role: null, max: 1 });
    await other`insert into parted values ('2026-01-01', 6)`;
    release();
    await writing;
    expect(await migrating).toEqual([1]);
    await Promise.all([writer.end(), other.end()]);
  });

  it("go on after an end in the middle, and a half-built one is made anew", async () => {
    await db.owner.unsafe(`
      create index parted_n on only parted (n) where n > 0;
      create index parted_n_1 on parted_1 (n) where n > 0`);
    await db.owner`update pg_index set indisvalid = false where indexrelid = 'parted_n_1'::regclass`;
    expect(await migrate(db.owner, { dir })).toEqual([1]);
    expect(await validOf(["parted_n", "parted_n_1", "parted_n_2"])).toEqual([
      { name: "parted_n", valid: true },
      { name: "parted_n_1", valid: true },
      { name: "parted_n_2", valid: true },
    ]);
  });

  it("hold nothing but indexes", async () => {
    await file("0002_more.sql", "-- concurrent indexes\nalter table parted add column m int;");
    await expect(migrate(db.owner, { dir })).rejects.toThrow(
      'may hold nothing but "create index name on table',
    );
  });
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

it("a file of the project that has landed is what it was", async () => {
  const landed = JSON.parse(await readFile(path.join(MIGRATIONS_DIR, "checksums.json"), "utf8")) as Record<
    string,
    string
  >;
  const now = await readMigrations();
  expect(
    Object.fromEntries(
      now.map(({ version, name, checksum }) => [`${String(version).padStart(4, "0")}_${name}`, checksum]),
    ),
  ).toEqual(landed);
});

it("the project's own migrations run twice and leave the roles able to work", async () => {
  expect((await migrate(db.owner)).length).toBeGreaterThan(0);
  expect(await migrate(db.owner)).toEqual([]);
  expect(await db.app`select version from schema_migrations limit 1`).toHaveLength(1);
});

it("a database with traces of before blocks of texts is refused, and keeps them", async () => {
  for (const { version, name, text } of await readMigrations())
    if (version < 63) await file(`${String(version).padStart(4, "0")}_${name}.sql`, text);
  await migrate(db.owner, { dir });
  const [project] = await db.owner`insert into projects (slug, name) values ('old', 'old') returning id`;
  await db.owner`
    insert into contents (id, project_id, shard_key, format, body)
    values ('00000000-0000-0000-0000-000000000001', ${project?.id}, 1, 0, 'said long ago')`;
  await expect(migrate(db.owner)).rejects.toThrow(
    /traces in a form that this version does not read: keep it/,
  );
  expect(await db.owner`select body from contents`).toEqual([{ body: "said long ago" }]);
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
