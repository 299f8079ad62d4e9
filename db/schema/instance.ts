import { sql } from "drizzle-orm";
import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, timestamptz } from "./columns";

/** One row: this installation. */
export const instance = pgTable("instance", {
  id: integer().primaryKey().default(1),
  sessionSecret: bytea().notNull(),
  /** What keys of model providers are sealed with; read by a function of the owner alone. */
  sealingSecret: bytea()
    .notNull()
    .default(
      sql`sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))`,
    ),
  /** What keys for signing are kept with; read by a function of the owner alone. */
  signingSecret: bytea()
    .notNull()
    .default(
      sql`sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))`,
    ),
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
