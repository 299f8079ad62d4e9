import { date, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bigint, timestamptz } from "./columns";

/** Who sends to a project. */
export const ingestClients = pgTable(
  "ingest_clients",
  {
    projectId: integer().notNull(),
    id: uuid().notNull(),
    name: text().notNull(),
    version: text(),
    instrumentation: text(),
    instrumentationVersion: text(),
    service: text(),
    endpoint: text().notNull(),
    dialect: text(),
    apiKeyId: integer(),
    firstSeenAt: timestamptz().notNull(),
    lastSeenAt: timestamptz().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.id] })],
);

/** What a client sent in an hour; `minutes` has a bit for each minute in which it did. */
export const ingestClientHours = pgTable(
  "ingest_client_hours",
  {
    projectId: integer().notNull(),
    clientId: uuid().notNull(),
    hour: timestamptz().notNull(),
    spans: bigint().notNull(),
    rejected: bigint().notNull(),
    requests: bigint().notNull(),
    minutes: bigint().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.clientId, t.hour] })],
);

/** Spans taken in a UTC day, which the daily quota is compared with. */
export const ingestDays = pgTable(
  "ingest_days",
  {
    projectId: integer().notNull(),
    day: date().notNull(),
    spans: bigint().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.day] })],
);

/** Requests and spans by minute, endpoint, outcome and reason. */
export const ingestMinutes = pgTable(
  "ingest_minutes",
  {
    projectId: integer().notNull(),
    minute: timestamptz().notNull(),
    endpoint: text().notNull(),
    outcome: text({ enum: ["accepted", "rejected", "refused"] }).notNull(),
    reason: text().notNull(),
    spans: bigint().notNull(),
    requests: bigint().notNull(),
    bytes: bigint().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.minute, t.endpoint, t.outcome, t.reason] })],
);

/** Samples of what was refused. */
export const ingestQuarantine = pgTable(
  "ingest_quarantine",
  {
    projectId: integer().notNull(),
    id: uuid().notNull(),
    at: timestamptz().notNull(),
    endpoint: text().notNull(),
    client: text().notNull(),
    service: text(),
    apiKeyId: integer(),
    code: text().notNull(),
    message: text().notNull(),
    traceId: text(),
    spanId: text(),
    spanName: text(),
    /** Redacted and cut. */
    body: text(),
    bodyFormat: text({ enum: ["json", "text", "hex"] }),
    /** Of the whole body as it was decoded; null: not known. */
    bodyBytes: bigint(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.id] })],
);

/** Parts of spans that were not kept, counted by day. */
export const ingestUnkept = pgTable(
  "ingest_unkept",
  {
    projectId: integer().notNull(),
    day: date().notNull(),
    name: text().notNull(),
    reason: text().notNull(),
    records: bigint().notNull(),
    lastAt: timestamptz().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.day, t.name, t.reason] })],
);
