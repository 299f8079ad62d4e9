import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, timestamptz } from "./columns";

/** Keys of clients, by their hash. */
export const apiKeys = pgTable("api_keys", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  name: text().notNull(),
  /** The first characters, by which people tell their keys apart. */
  prefix: text().notNull(),
  keyHash: bytea().notNull(),
  scopes: text({ enum: ["ingest", "budgets", "read", "run", "audit", "admin", "report"] })
    .array()
    .notNull(),
  createdBy: integer(),
  createdAt: timestamptz().notNull().defaultNow(),
  lastUsedAt: timestamptz(),
  expiresAt: timestamptz(),
  revokedAt: timestamptz(),
  /** For each server process; null: the default, 0: no limit. */
  maxSpansPerSecond: integer(),
  maxRequestsPerSecond: integer(),
});
