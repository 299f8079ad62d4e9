import { boolean, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bigint, bytea, jsonb, timestamptz } from "./columns";

/** How a project's decisions are kept. */
export const decisionSettings = pgTable("decision_settings", {
  projectId: integer().primaryKey(),
  hashSubjects: boolean().notNull().default(false),
  changedBy: text().notNull(),
  changedAt: timestamptz().notNull(),
});

/** Which traces are decisions though nothing in them says so. */
export const decisionRules = pgTable("decision_rules", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  name: text().notNull(),
  /** Null: any. */
  feature: text(),
  tool: text(),
  outputContains: text(),
  subject: jsonb().notNull(),
  outcome: jsonb().notNull(),
  createdBy: text().notNull(),
  createdAt: timestamptz().notNull(),
});

/** Traces that decided about somebody. */
export const decisions = pgTable(
  "decisions",
  {
    projectId: integer().notNull(),
    traceId: uuid().notNull(),
    shardKey: integer().notNull(),
    /** Of the trace. */
    startedAt: timestamptz().notNull(),
    /** Clear or a keyed hash. */
    subject: text(),
    subjectHashed: boolean().notNull(),
    outcome: text(),
    reasons: text().array().notNull(),
    markedBy: text({ enum: ["client", "rule"] }).notNull(),
    ruleId: integer(),
    ruleName: text(),
    feature: text(),
    environment: text(),
    release: text(),
    userId: text(),
    tools: text().array().notNull(),
    promptFingerprints: bigint().array().notNull(),
    /** Parts of the trace that were not recorded. */
    missing: text().array().notNull(),
    erasedAt: timestamptz(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.traceId, t.shardKey] })],
);

/** Documents that decisions were given, as they were. */
export const decisionDocuments = pgTable(
  "decision_documents",
  {
    projectId: integer().notNull(),
    traceId: uuid().notNull(),
    position: integer().notNull(),
    shardKey: integer().notNull(),
    startedAt: timestamptz().notNull(),
    documentId: text().notNull(),
    version: text(),
    contentHash: bytea().notNull(),
    updatedAt: text(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.traceId, t.position, t.shardKey] })],
);

/** Traces that are to be looked at, now or again. */
export const decisionMarks = pgTable("decision_marks", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  traceId: uuid().notNull(),
  shardKey: integer().notNull(),
  retryAt: timestamptz(),
});

/** Rules applied to what is stored, from the newest trace back. */
export const decisionRuns = pgTable("decision_runs", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  state: text({ enum: ["running", "done", "canceled"] }).notNull(),
  fromAt: timestamptz().notNull(),
  toAt: timestamptz().notNull(),
  reachedAt: timestamptz(),
  reachedId: uuid(),
  totalTraces: integer(),
  doneTraces: integer().notNull().default(0),
  found: integer().notNull().default(0),
  startedBy: text().notNull(),
  startedAt: timestamptz().notNull(),
  endedAt: timestamptz(),
});
