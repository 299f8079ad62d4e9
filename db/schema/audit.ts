import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { bigint, clockNow, jsonb, timestamptz } from "./columns";

/** Who did what; only ever added to. */
export const auditLog = pgTable("audit_log", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  at: timestamptz().notNull().default(clockNow),
  actorKind: text({ enum: ["user", "api_key", "system"] }).notNull(),
  actorId: integer(),
  actorName: text().notNull(),
  action: text().notNull(),
  target: text(),
  detail: jsonb().notNull().default({}),
});
