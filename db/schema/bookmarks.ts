import { integer, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns";

/** Traces that one person keeps at hand. */
export const bookmarks = pgTable(
  "bookmarks",
  {
    projectId: integer().notNull(),
    userId: integer().notNull(),
    traceId: uuid().notNull(),
    /** Of the trace. */
    startedAt: timestamptz().notNull(),
    createdAt: timestamptz().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.userId, t.traceId] })],
);
