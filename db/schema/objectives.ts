import { integer, numeric, pgTable, smallint, text } from "drizzle-orm/pg-core";
import { clockNow, timestamptz } from "./columns";

/** Which share of calls should be how fast. */
export const latencyObjectives = pgTable("latency_objectives", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  measure: text({ enum: ["interaction_latency", "model_latency", "trace_ttft", "ttft"] }).notNull(),
  thresholdMs: integer().notNull(),
  target: numeric({ precision: 6, scale: 5, mode: "number" }).notNull(),
  windowDays: smallint().$type<7 | 28 | 30>().notNull(),
  feature: text(),
  environment: text(),
  model: text(),
  author: text().notNull(),
  createdAt: timestamptz().notNull().default(clockNow),
  changedAt: timestamptz().notNull().default(clockNow),
});
