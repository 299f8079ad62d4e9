import { integer, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";

/** What was said, stored once, by the hash of it. */
export const contents = pgTable(
  "contents",
  {
    id: uuid().notNull(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    format: smallint().notNull(),
    body: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.id, t.shardKey] })],
);

/** Message lists of calls, as references to contents. */
export const contexts = pgTable(
  "contexts",
  {
    id: uuid().notNull(),
    parentId: uuid(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    length: integer().notNull(),
    messageIds: uuid().array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.id, t.shardKey] })],
);
