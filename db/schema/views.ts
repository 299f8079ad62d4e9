import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns";

/** The list of traces as somebody wants to see it again. */
export const savedViews = pgTable("saved_views", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  /** Null: the project's. */
  ownerId: integer(),
  name: text().notNull(),
  /** Of the list's address. */
  query: text().notNull(),
  savedBy: text().notNull(),
  savedAt: timestamptz().notNull(),
});

/** What the list shows when nothing was asked for. */
export const defaultViews = pgTable("default_views", {
  projectId: integer().notNull(),
  /** Null: of everybody who has chosen none. */
  userId: integer(),
  viewId: integer().notNull(),
});
