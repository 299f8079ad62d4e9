import { date, integer, pgTable, primaryKey, smallint } from "drizzle-orm/pg-core";
import { bigint, bytea, clockNow, timestamptz } from "./columns";

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
    packed: smallint().notNull().default(0),
    writtenAt: timestamptz().notNull().default(clockNow),
    bodies: bytea().notNull(),
    others: bigint().array(),
    filter: bytea(),
    epoch: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.block, t.day, t.shardKey] })],
);

/** How often places of a day have been given up. */
export const bodyEpochs = pgTable(
  "body_epochs",
  {
    projectId: integer().notNull(),
    day: date().notNull(),
    epoch: integer().notNull(),
    collectedAt: timestamptz(),
    erasedAt: timestamptz(),
    scrubbedAt: timestamptz(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.day] })],
);
