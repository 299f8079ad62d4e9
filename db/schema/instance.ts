import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, timestamptz } from "./columns";

/** One row: this installation. */
export const instance = pgTable("instance", {
  id: integer().primaryKey().default(1),
  sessionSecret: bytea().notNull(),
  createdAt: timestamptz().notNull().defaultNow(),
});

/** Migrations that were applied, by `db/migrate.ts`. */
export const schemaMigrations = pgTable("schema_migrations", {
  version: integer().primaryKey(),
  name: text().notNull(),
  checksum: text().notNull(),
  appliedAt: timestamptz().notNull().defaultNow(),
  breaking: boolean().notNull().default(false),
});
