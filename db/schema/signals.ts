import { integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { bigint, jsonb, timestamptz } from "./columns";

/** Statistics of signals by feature, environment and segment. */
export const signalCells = pgTable(
  "signal_cells",
  {
    projectId: integer().notNull(),
    /** Seconds. */
    tier: smallint().$type<300 | 3600>().notNull(),
    bucket: timestamptz().notNull(),
    feature: text().notNull(),
    environment: text().notNull(),
    dimension: text().notNull().default(""),
    value: text().notNull().default(""),
    interactions: bigint().notNull(),
    measured: bigint().notNull(),
    statistics: jsonb().notNull(),
    onlyValues: jsonb(),
  },
  (t) => [
    primaryKey({
      columns: [t.projectId, t.tier, t.feature, t.environment, t.dimension, t.value, t.bucket],
    }),
  ],
);

/** How far a project's cells are made. */
export const signalProgress = pgTable("signal_progress", {
  projectId: integer().primaryKey(),
  madeFrom: timestamptz().notNull(),
  madeTo: timestamptz().notNull(),
  /** Drift has looked at cells up to here. */
  watchedTo: timestamptz(),
  /** Outputs of a week were compared with those of the week before. */
  comparedAt: timestamptz(),
});

/** Hours of cells that are to be made again. */
export const signalMarks = pgTable(
  "signal_marks",
  { projectId: integer().notNull(), hour: timestamptz().notNull(), markedAt: timestamptz().notNull() },
  (t) => [primaryKey({ columns: [t.projectId, t.hour] })],
);

/** What is watched for drift. */
export const driftSeries = pgTable(
  "drift_series",
  {
    projectId: integer().notNull(),
    feature: text().notNull(),
    environment: text().notNull(),
    dimension: text().notNull().default(""),
    value: text().notNull().default(""),
    signal: text().notNull(),
    phase: text({ enum: ["not_enough", "watching", "drifting"] }).notNull(),
    baseline: jsonb().notNull(),
    fittedAt: timestamptz().notNull(),
    pinnedFrom: timestamptz(),
    pinnedTo: timestamptz(),
    state: jsonb(),
    verdict: jsonb(),
    until: timestamptz(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.feature, t.environment, t.dimension, t.value, t.signal] })],
);

/** Words by which people know a topic of questions. */
export const signalTopics = pgTable(
  "signal_topics",
  {
    projectId: integer().notNull(),
    feature: text().notNull(),
    environment: text().notNull(),
    topic: text().notNull(),
    words: text().array().notNull(),
    namedAt: timestamptz().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.feature, t.environment, t.topic] })],
);
