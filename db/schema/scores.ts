import { doublePrecision, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, timestamptz } from "./columns";

/** Judgements of traces and spans by people and programs. */
export const scores = pgTable(
  "scores",
  {
    id: text().notNull(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    traceId: uuid(),
    sessionId: text(),
    spanId: bytea(),
    name: text().notNull(),
    dataType: text({ enum: ["number", "category", "boolean"] }).notNull(),
    valueNumber: doublePrecision(),
    valueText: text(),
    source: text({ enum: ["user", "reviewer", "code", "model"] }).notNull(),
    comment: text(),
    correction: text(),
    createdAt: timestamptz().notNull(),
    revisedAt: timestamptz().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.id, t.shardKey] })],
);
