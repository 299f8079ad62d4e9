import { boolean, integer, pgTable, smallint, text } from "drizzle-orm/pg-core";
import { bigint, timestamptz } from "./columns";

/** What everything else belongs to; `shardKeys` say where its telemetry is. */
export const projects = pgTable("projects", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  slug: text().notNull(),
  name: text().notNull(),
  shardKeys: integer().array().notNull().default([1]),
  retentionDays: integer().notNull().default(400),
  createdAt: timestamptz().notNull().defaultNow(),
  estimateTokens: boolean().notNull().default(false),
  dailySpanQuota: bigint(),
  /** At most one false alarm about drift in so many weeks. */
  falseAlarmWeeks: smallint().notNull().default(8),
});
