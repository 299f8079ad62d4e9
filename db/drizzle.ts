import { and, eq, isNull, type SQL, type Table } from "drizzle-orm";
import { PgDatabase, PgDialect, type PgTable } from "drizzle-orm/pg-core";
import { type PostgresJsDatabase, PostgresJsSession } from "drizzle-orm/postgres-js";
import type { Querying, Sql } from "./client";

/** A row's columns as the driver reads them, for results of SQL written by hand too. */
export type Row<T extends Table, Name extends keyof T["$inferSelect"] = keyof T["$inferSelect"]> = Pick<
  T["$inferSelect"],
  Name
>;

/** Columns have the names of their properties, in snake case. */
const dialect = new PgDialect({ casing: "snake_case" });

/**
 * Drizzle for reads and writes of one table, on a pool or within a transaction (and so under its row-level security).
 * Made anew for each use, which takes a microsecond; `drizzle()` itself would replace the date parsers of the whole pool.
 */
export function database(sql: Querying): PostgresJsDatabase {
  return new PgDatabase(
    dialect,
    new Session(sql as Sql, dialect, undefined),
    undefined,
  ) as PostgresJsDatabase;
}

class Session extends PostgresJsSession<Sql, Record<string, never>, Record<string, never>> {
  override prepareQuery: PostgresJsSession<Sql, never, never>["prepareQuery"] = (
    query,
    fields,
    name,
    ...rest
  ) => {
    // With a name the driver prepares the statement once a connection, as it does for tagged templates.
    const statement = super.prepareQuery(query, fields, name ?? "prepared", ...rest);
    // Drizzle wraps errors in one whose message holds all parameters, secrets included, and no code.
    return Object.assign(statement, {
      queryWithCache: <T>(_: string, __: unknown[], run: () => Promise<T>) => run(),
    }) as never;
  };
}

/** Some columns of a table, to select or return. */
export function columns<T extends PgTable, Name extends keyof T["_"]["columns"]>(
  table: T,
  ...names: Name[]
): Pick<T["_"]["columns"], Name> {
  return Object.fromEntries(names.map((name) => [name, table[name as unknown as keyof T]])) as never;
}

/** Reads some columns of one table. */
export const select = <T extends PgTable, Name extends keyof T["_"]["columns"]>(
  sql: Querying,
  table: T,
  ...names: Name[]
) =>
  database(sql)
    .select(columns(table, ...names))
    .from(table as PgTable);

/** Rows with these values; null: that have none. */
export function matching<T extends PgTable>(table: T, values: Partial<T["$inferSelect"]>): SQL | undefined {
  return and(
    ...Object.entries(values).map(([name, value]) => {
      const column = table[name as keyof T] as never;
      return value === null ? isNull(column) : eq(column, value);
    }),
  );
}
