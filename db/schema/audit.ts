import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
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
  kind: text({ enum: ["change", "read", "export", "sign_in"] })
    .notNull()
    .default("change"),
  /** page, api, export, share, replay; null: not known, or no request. */
  surface: text(),
  /** Path of the request, without its query. */
  route: text(),
  /** Network address that asked. */
  address: text(),
  /** As whoever asked gave it. */
  reason: text(),
  /** Traces of which something was read. */
  traceIds: uuid().array().notNull().default([]),
});
