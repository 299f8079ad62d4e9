import { readdirSync } from "node:fs";
import { is } from "drizzle-orm";
import { CasingCache } from "drizzle-orm/casing";
import { getTableConfig, PgArray, PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

async function describedTables() {
  const files = readdirSync(new URL("./schema", import.meta.url)).filter((file) => file.endsWith(".ts"));
  const modules = await Promise.all(
    files.map((file) => import(`./schema/${file.slice(0, -3)}.ts`) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).filter((value) => is(value, PgTable)));
}

const casing = new CasingCache("snake_case");
const nameOf = (column: Parameters<CasingCache["getColumnCasing"]>[0]) => casing.getColumnCasing(column);
const line = (...words: (string | false | undefined)[]) => words.filter((word) => Boolean(word)).join(" ");

it("describes every table and column of the migrated database, and nothing else", async () => {
  const described = (await describedTables()).flatMap((table) => {
    const { name, columns, primaryKeys } = getTableConfig(table);
    const key = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary);
    return [
      ...columns.map((column) =>
        line(
          `${name}.${nameOf(column)}`,
          column.getSQLType().replaceAll(", ", ","),
          column.notNull && "not null",
          column.default !== undefined && "default",
          column.generated !== undefined && "generated",
          column.generatedIdentity !== undefined && "identity",
        ),
      ),
      `${name} primary key (${key.map(nameOf).join(", ")})`,
    ];
  });
  // Partitions are left out: they are their parents' business.
  const tables = db.owner`
    select oid, relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`;
  const columns = await db.owner<
    (Record<"table" | "name" | "type", string> & Record<string, string | boolean>)[]
  >`
    select t.name as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notNull",
      a.atthasdef and a.attgenerated = '' as "hasDefault", a.attgenerated <> '' as generated, a.attidentity <> '' as identity
    from (${tables}) t
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped`;
  const keys = await db.owner<{ line: string }[]>`
    select format('%s primary key (%s)', t.name, string_agg(a.attname, ', ' order by place)) as line
    from (${tables}) t
    left join pg_index i on i.indrelid = t.oid and i.indisprimary
    left join unnest(i.indkey) with ordinality k (attnum, place) on true
    left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
    group by t.name`;
  const migrated = [
    ...columns.map((column) =>
      line(
        `${column.table}.${column.name}`,
        column.type,
        column.notNull && "not null",
        column.hasDefault && "default",
        column.generated && "generated",
        column.identity && "identity",
      ),
    ),
    ...keys.map((key) => key.line),
  ];
  expect(described.toSorted()).toEqual(migrated.toSorted());
});

it("lists the values that the database lets into a column", async () => {
  const described = (await describedTables()).flatMap((table) => {
    const { name, columns } = getTableConfig(table);
    return columns.flatMap((column) => {
      const values = (is(column, PgArray) ? column.baseColumn : column).enumValues ?? [];
      return values.length > 0 ? [`${name}.${nameOf(column)}: ${values.toSorted().join(", ")}`] : [];
    });
  });
  const checks = await db.owner<{ name: string; check: string }[]>`
    select format('%s.%s', t.relname, a.attname) as name, pg_get_constraintdef(c.oid) as check
    from pg_constraint c
    join pg_class t on t.oid = c.conrelid and not t.relispartition
    join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
    where c.contype = 'c' and c.connamespace = 'public'::regnamespace and pg_get_constraintdef(c.oid) like '%ARRAY[''%'`;
  const migrated = checks.map(({ name, check }) => {
    const values = [...check.matchAll(/'([^']*)'::text/g)].map((match) => match[1]);
    return `${name}: ${values.toSorted().join(", ")}`;
  });
  expect(described.toSorted()).toEqual(migrated.toSorted());
});
