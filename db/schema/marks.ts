import { integer, pgTable, smallint, uuid } from "drizzle-orm/pg-core";
import { bigint, clockNow, timestamptz } from "./columns";

/** Traces that are to be derived anew. */
export const dirtyTraces = pgTable("dirty_traces", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  traceId: uuid().notNull(),
  shardKey: integer().notNull(),
  lane: smallint().notNull(),
  markedAt: timestamptz().notNull().default(clockNow),
});

/** Buckets whose roll-ups are to be made anew. */
export const dirtyBuckets = pgTable("dirty_buckets", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  tier: smallint().notNull(),
  bucket: timestamptz().notNull(),
  markedAt: timestamptz().notNull().default(clockNow),
});
