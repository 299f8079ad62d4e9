import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bigint, bytea, timestamptz } from "./columns";

/** What people say about a trace, one of its spans or a passage of what was said. */
export const comments = pgTable("comments", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  traceId: uuid().notNull(),
  /** Of the trace. */
  startedAt: timestamptz().notNull(),
  /** Null: the trace as a whole. */
  spanId: bytea(),
  /** The passage, as it was read. */
  quote: text(),
  /** What stood before it. */
  quoteBefore: text(),
  /** Markdown. */
  body: text().notNull(),
  authorId: integer(),
  authorName: text().notNull(),
  createdAt: timestamptz().notNull(),
  editedAt: timestamptz(),
  editedBy: text(),
  resolvedAt: timestamptz(),
  resolvedBy: text(),
});

/** Whom a comment names. */
export const commentMentions = pgTable(
  "comment_mentions",
  {
    projectId: integer().notNull(),
    commentId: bigint().notNull(),
    userId: integer().notNull(),
    /** Null: not looked at yet. */
    seenAt: timestamptz(),
  },
  (t) => [primaryKey({ columns: [t.commentId, t.userId] })],
);
