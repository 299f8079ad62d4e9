import { date, integer, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { bigint, bytea, timestamptz } from "./columns";

/** What arrived about a span in other requests. */
export const spanAdditions = pgTable(
  "span_additions",
  {
    occurredAt: timestamptz().notNull(),
    additionId: uuid().notNull(),
    traceId: uuid().notNull(),
    spanId: bytea().notNull(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    parts: smallint().notNull().default(0),
    promptFingerprint: bigint(),
    finishReason: text(),
    call: text(),
    bodyRef: bigint(),
    carries: smallint().notNull().default(0),
    inputDigest: integer(),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.traceId, t.spanId, t.additionId, t.occurredAt, t.shardKey] }),
  ],
);

/** Pieces of objects that arrive one by one. */
export const spanParts = pgTable(
  "span_parts",
  {
    objectId: uuid().notNull(),
    partId: uuid().notNull(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    mergedAt: bigint().notNull(),
    receivedOn: date().notNull(),
    traceId: uuid(),
    source: text().notNull(),
    body: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.objectId, t.partId, t.shardKey] })],
);
