import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { bigint, timestamptz } from "./columns";

/** What somebody should look at. */
export const incidents = pgTable("incidents", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  source: text({ enum: ["budget", "monitor"] }).notNull(),
  sourceId: bigint().notNull(),
  title: text().notNull(),
  /** Path within the console. */
  link: text().notNull(),
  openedAt: timestamptz().notNull(),
  closedAt: timestamptz(),
});
