import { date, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { bigint, bytea } from "./columns";

/** What spans carry, many bodies in one compressed row, by day of the spans. */
export const bodyBlocks = pgTable(
  "body_blocks",
  {
    block: bigint().notNull(),
    lastBlock: bigint().notNull(),
    day: date().notNull(),
    bytes: integer().notNull(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    bodies: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.block, t.day, t.shardKey] })],
);
