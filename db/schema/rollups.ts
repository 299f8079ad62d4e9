import { date, integer, numeric, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { bigint, bytea, jsonb, timestamptz } from "./columns";

/** Combinations of dimensions that roll-ups are kept for. */
export const dimensions = pgTable(
  "dimensions",
  {
    id: bigint().notNull(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    cube: smallint().notNull(),
    environment: text(),
    feature: text(),
    release: text(),
    kind: text(),
    provider: text(),
    model: text(),
    name: text(),
    failure: text(),
    fingerprint: bigint(),
    cubeIds: bigint().array(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.cube, t.id, t.shardKey] })],
);

/** Sums of calls by time and dimension. */
export const rollupCalls = pgTable(
  "rollup_calls",
  {
    bucket: timestamptz().notNull(),
    dimensionId: bigint().notNull(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    tier: smallint().notNull(),
    cube: smallint().notNull(),
    calls: bigint(),
    errors: bigint(),
    streamed: bigint(),
    costNanoUsd: bigint(),
    unknownCostCount: bigint(),
    unknownUsageCount: bigint(),
    estimatedCalls: bigint(),
    reportedCalls: bigint(),
    reportedCostNanoUsd: bigint(),
    comparedCostNanoUsd: bigint(),
    inputUncachedTokens: bigint(),
    cacheReadTokens: bigint(),
    cacheWriteTokens: bigint(),
    inputAudioTokens: bigint(),
    outputTextTokens: bigint(),
    reasoningTokens: bigint(),
    outputAudioTokens: bigint(),
    inputSystemTokens: bigint(),
    inputToolsTokens: bigint(),
    inputHistoryTokens: bigint(),
    inputRetrievedTokens: bigint(),
    inputUserTokens: bigint(),
    anatomyUnknownTokens: bigint(),
    retries: bigint(),
    fallbacks: bigint(),
    retryCostNanoUsd: bigint(),
    durationSumNs: numeric(),
    duration: bytea(),
    ttft: bytea(),
    extra: jsonb(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.tier, t.cube, t.bucket, t.dimensionId, t.shardKey] })],
);

/** Sums of traces by time and dimension. */
export const rollupTraces = pgTable(
  "rollup_traces",
  {
    bucket: timestamptz().notNull(),
    dimensionId: bigint().notNull(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    tier: smallint().notNull(),
    cube: smallint().notNull(),
    interactions: bigint(),
    errors: bigint(),
    costNanoUsd: bigint(),
    unknownCostCount: bigint(),
    failedCostNanoUsd: bigint(),
    complete: bigint(),
    missingPrompt: bigint(),
    missingContext: bigint(),
    missingOutput: bigint(),
    missingTools: bigint(),
    missingCost: bigint(),
    streamed: bigint(),
    llmCalls: bigint(),
    toolCalls: bigint(),
    toolsNone: bigint(),
    toolsSingle: bigint(),
    toolsSequential: bigint(),
    toolsParallel: bigint(),
    toolsMixed: bigint(),
    criticalLlmNs: numeric(),
    criticalToolNs: numeric(),
    criticalRetrievalNs: numeric(),
    criticalOtherNs: numeric(),
    parallelSavingNs: numeric(),
    savable: bigint(),
    retries: bigint(),
    fallbacks: bigint(),
    retryCostNanoUsd: bigint(),
    latencySumNs: numeric(),
    latency: bytea(),
    ttft: bytea(),
    extra: jsonb(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.tier, t.cube, t.bucket, t.dimensionId, t.shardKey] })],
);

/** Sums of spending by user and time. */
export const usage = pgTable(
  "usage",
  {
    bucket: timestamptz().notNull(),
    projectId: integer().notNull(),
    shardKey: integer().notNull(),
    tier: smallint().notNull(),
    cube: smallint().notNull(),
    userId: text().notNull(),
    feature: text().notNull(),
    environment: text().notNull(),
    interactions: bigint(),
    errors: bigint(),
    costNanoUsd: bigint(),
    unknownCostCount: bigint(),
    inputTokens: bigint(),
    outputTokens: bigint(),
  },
  (t) => [
    primaryKey({
      columns: [t.projectId, t.tier, t.cube, t.bucket, t.userId, t.feature, t.environment, t.shardKey],
    }),
  ],
);

/** How many values figures are told apart by within a UTC day. */
export const labelDays = pgTable(
  "label_days",
  {
    projectId: integer().notNull(),
    day: date().notNull(),
    source: text({ enum: ["calls", "traces", "users"] }).notNull(),
    known: bigint().notNull().default(0),
    fullAt: timestamptz(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.day, t.source] })],
);

/** Users that are told apart within a UTC day. */
export const userDays = pgTable(
  "user_days",
  {
    projectId: integer().notNull(),
    day: date().notNull(),
    userId: text().notNull(),
    shardKey: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.day, t.userId, t.shardKey] })],
);

/** When somebody last looked at figures of the last minutes. */
export const figureLooks = pgTable("figure_looks", {
  projectId: integer().primaryKey(),
  lookedAt: timestamptz().notNull(),
});
