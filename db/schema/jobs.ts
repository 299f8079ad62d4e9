import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { bigint, clockNow, timestamptz } from "./columns";

/** What ran of the queue, whose own tables are in the schema `graphile_worker`. */
export const jobRuns = pgTable("job_runs", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  task: text().notNull(),
  jobId: bigint().notNull(),
  attempt: integer().notNull(),
  startedAt: timestamptz().notNull(),
  endedAt: timestamptz().notNull().default(clockNow),
  /** Null: it succeeded. */
  error: text(),
});
