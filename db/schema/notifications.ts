import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { clockNow, jsonb, timestamptz } from "./columns";

/** Where people are told. The app's role may not read `url` and `secret`: name the columns. */
export const notificationChannels = pgTable("notification_channels", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  kind: text({ enum: ["webhook", "slack", "teams", "pagerduty", "email"] }).notNull(),
  name: text().notNull(),
  /** Null: of e-mail and PagerDuty. */
  url: text(),
  /** The server, without the path; of e-mail who gets it. */
  shownUrl: text().notNull(),
  /** Signs requests; of PagerDuty the routing key. */
  secret: text(),
  createdBy: text().notNull(),
  createdAt: timestamptz().notNull().default(clockNow),
  removedAt: timestamptz(),
  /** Of e-mail. */
  recipients: text().array(),
  /** From which severity on it is told. */
  severity: text({ enum: ["warning", "alert"] })
    .notNull()
    .default("warning"),
  topics: text({ enum: ["budgets", "incidents"] })
    .array()
    .notNull()
    .default(["budgets", "incidents"]),
  /** Messages an hour; what is beyond is gathered into one. */
  hourlyLimit: integer().notNull().default(30),
  /** While set, its messages wait. */
  pausedAt: timestamptz(),
});

/** The outbox of the channels, and what became of each message. */
export const notificationDeliveries = pgTable("notification_deliveries", {
  id: uuid().primaryKey(),
  projectId: integer().notNull(),
  channelId: integer().notNull(),
  kind: text().notNull(),
  payload: jsonb().notNull(),
  state: text({ enum: ["waiting", "delivered", "failed", "gathered", "cancelled"] })
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
  /** What it is about; messages of one are sent in order. */
  subject: text(),
  /** Which change of it; told once. */
  changeKey: text(),
  /** Why it waits without a job: its channel is paused or has had enough for now, or an earlier message of its subject goes first. */
  heldFor: text({ enum: ["pause", "room", "order"] }),
  /** The message that it was told in. */
  toldIn: uuid(),
  /** What the receiver said, its beginning. */
  answer: text(),
});
