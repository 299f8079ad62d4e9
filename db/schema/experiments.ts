import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bigint, bytea, clockNow, jsonb, timestamptz } from "./columns";

/** Where a project runs model calls again. */
export const modelProviders = pgTable("model_providers", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  /** Whose API it speaks. */
  kind: text({ enum: ["openai", "anthropic"] }).notNull(),
  name: text().notNull(),
  baseUrl: text().notNull(),
  /** `lib/providers/seal.ts`; null: it asks for none. */
  sealedKey: bytea(),
  models: text().array().notNull().default([]),
  createdBy: text().notNull(),
  createdAt: timestamptz().notNull().default(clockNow),
  removedAt: timestamptz(),
});

/** Recorded calls that were run again, or asked "what if". */
export const experiments = pgTable("experiments", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  kind: text({ enum: ["rerun", "what_if"] }).notNull(),
  traceId: uuid().notNull(),
  /** 16 hex digits. */
  spanId: text().notNull(),
  /** When the recorded call was made: all of this goes when that day does. */
  calledAt: timestamptz().notNull(),
  /** Of the recorded span. */
  name: text().notNull(),
  /** How what is asked differs from it, in words. */
  changes: text().array().notNull(),
  providerId: integer().notNull(),
  providerName: text().notNull(),
  model: text().notNull(),
  state: text({ enum: ["running", "done", "cancelled", "failed"] })
    .notNull()
    .default("running"),
  /** At most so many calls are made. */
  callsWanted: integer().notNull(),
  /** JSON: `Asked` of `lib/experiments/experiment.ts`. */
  request: text().notNull(),
  /** JSON: `WhatIfResult`; null: none, or of a re-run. */
  result: text(),
  error: text(),
  estimatedCostNanoUsd: bigint(),
  createdBy: text().notNull(),
  createdAt: timestamptz().notNull(),
  endedAt: timestamptz(),
});

/** One call of an experiment. */
export const experimentRuns = pgTable(
  "experiment_runs",
  {
    experimentId: bigint().notNull(),
    projectId: integer().notNull(),
    number: integer().notNull(),
    /** The part of the call that was taken out; null: as it was asked for. */
    part: text(),
    state: text({ enum: ["done", "failed", "cancelled"] }).notNull(),
    /** JSON: `ModelAnswer` of `lib/providers/model-call.ts`. */
    answer: text(),
    responseModel: text(),
    /** Disjoint buckets. */
    tokens: jsonb(),
    costNanoUsd: bigint(),
    startedAt: timestamptz().notNull(),
    durationMs: integer().notNull(),
    ttftMs: integer(),
    error: text(),
  },
  (t) => [primaryKey({ columns: [t.experimentId, t.number] })],
);
