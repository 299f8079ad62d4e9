import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bigint, clockNow, jsonb, timestamptz } from "./columns";

/** Ceilings of spending. Money is beyond 2^53 nano-dollars at times: read such columns as text. */
export const budgets = pgTable("budgets", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  name: text().notNull(),
  environment: text(),
  feature: text(),
  model: text(),
  promptVersion: text(),
  fingerprints: bigint().array(),
  userId: text(),
  everyUser: boolean().notNull().default(false),
  rolling: boolean().notNull(),
  unit: text({ enum: ["hour", "day", "week", "month"] }).notNull(),
  zone: text().notNull(),
  limitNanoUsd: bigint().notNull(),
  thresholds: jsonb().notNull(),
  countedFrom: timestamptz().notNull(),
  countedTo: timestamptz().notNull(),
  windowFrom: timestamptz(),
  pausedAt: timestamptz(),
  createdBy: text().notNull(),
  createdAt: timestamptz().notNull().default(clockNow),
  changedAt: timestamptz().notNull().default(clockNow),
  deletedAt: timestamptz(),
});

/** Limits raised until the end of a period. */
export const budgetRaises = pgTable("budget_raises", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  budgetId: integer().notNull(),
  limitNanoUsd: bigint().notNull(),
  fromNanoUsd: bigint().notNull(),
  reason: text().notNull(),
  author: text().notNull(),
  at: timestamptz().notNull(),
  until: timestamptz().notNull(),
});
