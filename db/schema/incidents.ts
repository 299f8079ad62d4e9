import { boolean, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bigint, bytea, jsonb, timestamptz } from "./columns";

/** What rules established. */
export const findings = pgTable("findings", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  rule: text({
    enum: ["budget", "monitor", "drift", "silence", "objective", "cost_anomaly", "store"],
  }).notNull(),
  /** Row of the rule; 0: of no row. */
  ruleId: integer().notNull().default(0),
  series: text().notNull().default(""),
  /** Told once under it. */
  key: text().notNull(),
  level: text({ enum: ["info", "warning", "alert"] }).notNull(),
  title: text().notNull(),
  /** Path within the console. */
  link: text().notNull(),
  detail: jsonb().notNull(),
  /** Query of the list of traces. */
  affected: text(),
  beganAt: timestamptz().notNull(),
  beganAfter: timestamptz(),
  beganBefore: timestamptz(),
  foundAt: timestamptz().notNull(),
  resolvedAt: timestamptz(),
  resolution: text(),
  incidentId: bigint(),
  /** The demo made what it is about, or a part of it. */
  simulated: boolean().notNull().default(false),
});

/** What somebody should look at. */
export const incidents = pgTable("incidents", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  state: text({ enum: ["open", "acknowledged", "resolved", "reviewed"] })
    .notNull()
    .default("open"),
  severity: text({ enum: ["warning", "alert"] }).notNull(),
  title: text().notNull(),
  /** Path within the console. */
  link: text().notNull(),
  /** Findings with the same one belong together. */
  causeKey: text().notNull(),
  /** Query of the list of traces. */
  affected: text(),
  /** Channels are told of its states. */
  told: boolean().notNull().default(false),
  /** Only these channels; null: all. */
  channelIds: integer().array(),
  beganAt: timestamptz().notNull(),
  openedAt: timestamptz().notNull(),
  acknowledgedAt: timestamptz(),
  acknowledgedBy: text(),
  ownerId: integer(),
  resolvedAt: timestamptz(),
  /** Null: by recovery. */
  resolvedBy: text(),
  resolution: text(),
  reviewedAt: timestamptz(),
  reviewedBy: text(),
  impact: jsonb(),
  comparison: jsonb(),
  examinedAt: timestamptz(),
  /** Markdown. */
  postMortem: text(),
  postMortemAt: timestamptz(),
  postMortemBy: text(),
});

/** What happened to an incident. */
export const incidentEvents = pgTable("incident_events", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  incidentId: bigint().notNull(),
  at: timestamptz().notNull(),
  kind: text({
    enum: [
      "opened",
      "finding",
      "recovered",
      "notified",
      "acknowledged",
      "owner",
      "severity",
      "comment",
      "resolved",
      "reopened",
      "reviewed",
      "pinned",
      "unpinned",
      "post_mortem",
    ],
  }).notNull(),
  /** Null: a rule. */
  actor: text(),
  text: text(),
  detail: jsonb(),
});

/** Interactions that stand for an incident, as they were when they were pinned. */
export const incidentTraces = pgTable(
  "incident_traces",
  {
    projectId: integer().notNull(),
    incidentId: bigint().notNull(),
    traceId: uuid().notNull(),
    role: text({ enum: ["affected", "healthy"] }).notNull(),
    startedAt: timestamptz().notNull(),
    reason: text(),
    /** Gzip of the trace document as JSON. */
    document: bytea(),
    pinnedBy: text(),
    pinnedAt: timestamptz().notNull(),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.traceId] })],
);
