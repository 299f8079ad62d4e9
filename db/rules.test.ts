import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { DISTRIBUTED_TABLES as TELEMETRY } from "./distributed";
import { createTestDatabase, type TestDatabase } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`select ensure_partitions('2026-11-20', '2026-11-21')`;
});
afterAll(() => db.close());

describe("row-level security", () => {
  it("is forced, with a policy, on every table that has a project column", async () => {
    const open = await db.owner`
      select c.relname
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'project_id' and not a.attisdropped
      where c.relkind in ('r', 'p')
        and c.relnamespace = 'public'::regnamespace
        and not (
          c.relrowsecurity and c.relforcerowsecurity
          -- A partition without policies shows nothing; only its parent is granted.
          and (c.relispartition or exists (select from pg_policy p where p.polrelid = c.oid and p.polroles @> array['recount_app'::regrole::oid]))
        )`;
    expect(open).toEqual([]);
  });

  it("shows nothing when nobody said which project", async () => {
    await db.owner`insert into projects (slug, name) values ('rls', 'rls')`;
    await db.owner`insert into prompts (project_id, name) select id, 'p' from projects where slug = 'rls'`;
    expect(await db.app`select * from prompts`).toEqual([]);
    // A transaction before this one may have left '' behind.
    await db.app.begin((sql) => sql.unsafe("set local app.project_id = '1'"));
    expect(await db.app`select * from prompts`).toEqual([]);
  });

  it("partitions are granted to nobody but their owner", async () => {
    const granted = await db.owner`
      select c.relname from pg_class c, aclexplode(c.relacl) acl
      where c.relispartition and c.relnamespace = 'public'::regnamespace and acl.grantee <> c.relowner`;
    expect(granted).toEqual([]);
  });

  it("the app's role owns nothing and bypasses nothing", async () => {
    const roles = await db.owner`
      select rolname from pg_roles where rolname in ('recount_app', 'recount_worker') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`;
    expect(roles).toEqual([]);
    const owned =
      await db.owner`select relname from pg_class where relowner in ('recount_app'::regrole, 'recount_worker'::regrole)`;
    expect(owned).toEqual([]);
  });
});

describe("secrets", () => {
  it("of accounts and of the instance cannot be read by the roles that answer requests", async () => {
    const { id } = await makeUser("somebody@example.com");
    for (const sql of [db.app, db.worker]) {
      for (const [table, column] of [
        ["users", "password_hash"],
        ["instance", "session_secret"],
        ["instance", "sealing_secret"],
      ] as const) {
        await expect(sql`select ${sql(column)} from ${sql(table)}`).rejects.toMatchObject({ code: "42501" });
        await expect(sql`select * from ${sql(table)}`).rejects.toMatchObject({ code: "42501" });
        await expect(sql`select from ${sql(table)} where ${sql(column)} is not null`).rejects.toMatchObject({
          code: "42501",
        });
      }
    }
    await expect(db.worker`select sealing_secret()`).rejects.toMatchObject({ code: "42501" });
    await expect(db.worker`select password_hash_of('somebody@example.com')`).rejects.toMatchObject({
      code: "42501",
    });
    expect(
      await db.app`select id, has_password, password_hash_of(email) as hash from users where id = ${id}`,
    ).toEqual([{ id, has_password: true, hash: "scrypt$1" }]);
  });

  const makeUser = async (email: string) =>
    (
      await db.owner<{ id: number }[]>`
        insert into users (email, name, password_hash) values (${email}, 'Somebody', 'scrypt$1') returning id`
    )[0] as { id: number };
});

describe("telemetry tables can be distributed", () => {
  it("shard_key is an int, never null, and last in the primary key; the partition column is in it", async () => {
    const rows = await db.owner<
      { table: string; keys: string[]; type: string; notnull: boolean; part: string | null }[]
    >`
      select c.relname as table,
             (select array_agg(a.attname::text order by k.n)
              from unnest(i.indkey) with ordinality k(attnum, n)
              join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum) as keys,
             s.atttypid::regtype::text as type,
             s.attnotnull as notnull,
             (select a.attname::text from pg_partitioned_table pt join pg_attribute a on a.attrelid = c.oid and a.attnum = pt.partattrs[0] where pt.partrelid = c.oid) as part
      from pg_class c
      join pg_index i on i.indrelid = c.oid and i.indisprimary
      join pg_attribute s on s.attrelid = c.oid and s.attname = 'shard_key'
      where c.relname = any(${`{${TELEMETRY.join(",")}}`}::text[])`;
    expect(rows.map((row) => row.table).sort()).toEqual([...TELEMETRY].sort());
    for (const row of rows) {
      expect(row.keys.at(-1), row.table).toBe("shard_key");
      expect([row.type, row.notnull], row.table).toEqual(["integer", true]);
      if (row.part) expect(row.keys, row.table).toContain(row.part);
    }
  });

  it("no trigger, no unlogged table, no foreign key, no default partition, no sub-partition, no extension type", async () => {
    const names = `{${TELEMETRY.join(",")}}`;
    expect(
      await db.owner`select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relname = any(${names}::text[]) and not t.tgisinternal`,
    ).toEqual([]);
    expect(
      await db.owner`select relname from pg_class where relpersistence = 'u' and relnamespace = 'public'::regnamespace`,
    ).toEqual([]);
    expect(
      await db.owner`select conname from pg_constraint k join pg_class c on c.oid = k.conrelid where c.relname = any(${names}::text[]) and contype = 'f'`,
    ).toEqual([]);
    expect(await db.owner`select partrelid from pg_partitioned_table where partdefid <> 0`).toEqual([]);
    expect(await db.owner`select relname from pg_class where relkind = 'p' and relispartition`).toEqual([]);
    expect(
      await db.owner`
        select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_depend d on d.objid = a.atttypid and d.deptype = 'e'
        where c.relname = any(${names}::text[]) and a.attnum > 0`,
    ).toEqual([]);
  });

  it("statements keep to what both engines run", () => {
    const files = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const name = path.join(folder, entry.name);
        if (entry.isDirectory())
          return entry.name === "node_modules" || entry.name === "generated" ? [] : files(name);
        return /\.(sql|ts)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [name] : [];
      });
    const root = path.resolve(import.meta.dirname, "..");
    const forbidden: [RegExp, string][] = [
      [/\bcompression lz4\b/i, "lz4 is not in every build"],
      [/\bgrouping sets\s*\(/i, "grouping sets across shards"],
      [/\bselect xmax\b/i, "system columns across shards"],
      [/\bplan_cache_mode\b/i, "plan_cache_mode"],
      [/\bunlogged\b table/i, "unlogged tables"],
      [/do update\s+set[^;`]*\bnow\(\)/i, "volatile functions in do update set"],
    ];
    const found = ["db", "lib", "worker", "scripts"]
      .flatMap((folder) => {
        try {
          return files(path.join(root, folder));
        } catch {
          return [];
        }
      })
      .flatMap((file) => {
        const text = readFileSync(file, "utf8");
        return forbidden
          .filter(([pattern]) => pattern.test(text))
          .map(([, why]) => `${path.relative(root, file)}: ${why}`);
      });
    expect(found).toEqual([]);
  });
});
