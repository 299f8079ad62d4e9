import { boolean, doublePrecision, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { clockNow, jsonb, timestamptz } from "./columns";

/** What people want to be told of a metric. */
export const monitors = pgTable("monitors", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  name: text().notNull(),
  definition: jsonb().notNull(),
  enabled: boolean().notNull().default(true),
  mutedUntil: timestamptz(),
  nextAt: timestamptz()
    .notNull()
    .default(sql`'-infinity'`),
  evaluatedTo: timestamptz(),
  failure: text(),
  createdBy: text().notNull(),
  createdAt: timestamptz().notNull().default(clockNow),
  changedAt: timestamptz().notNull().default(clockNow),
  deletedAt: timestamptz(),
});

/** What is known of each of a monitor's series. */
export const monitorSeries = pgTable(
  "monitor_series",
  {
    projectId: integer().notNull(),
    monitorId: integer().notNull(),
    series: text().notNull(),
    status: text({ enum: ["ok", "warning", "alert", "no_data", "not_enough"] }).notNull(),
    state: jsonb().notNull(),
    since: timestamptz().notNull(),
    value: doublePrecision(),
    evaluatedTo: timestamptz().notNull(),
    toldAt: timestamptz(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.monitorId, t.series] })],
);
