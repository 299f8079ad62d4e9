import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { clockNow, jsonb, timestamptz } from "./columns";

/** Where people are told. The app's role may not read `url` and `secret`: name the columns. */
export const notificationChannels = pgTable("notification_channels", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  kind: text({ enum: ["webhook", "slack"] }).notNull(),
  name: text().notNull(),
  url: text().notNull(),
  /** The server, without the path. */
  shownUrl: text().notNull(),
  secret: text(),
  createdBy: text().notNull(),
  createdAt: timestamptz().notNull().default(clockNow),
  removedAt: timestamptz(),
});

/** The outbox of the channels, and what became of each message. */
export const notificationDeliveries = pgTable("notification_deliveries", {
  id: uuid().primaryKey(),
  projectId: integer().notNull(),
  channelId: integer().notNull(),
  kind: text().notNull(),
  payload: jsonb().notNull(),
  state: text({ enum: ["waiting", "delivered", "failed"] })
    .notNull()
    .default("waiting"),
  attempts: integer().notNull().default(0),
  /** While it waits. */
  nextAttemptAt: timestamptz().notNull(),
  /** Of the last answer. */
  status: integer(),
  error: text(),
  createdAt: timestamptz().notNull().default(clockNow),
  endedAt: timestamptz(),
});
