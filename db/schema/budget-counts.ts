import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bigint, timestamptz } from "./columns";

/** Reservations of calls that are being made. */
export const budgetHolds = pgTable(
  "budget_holds",
  {
    reservationId: uuid().notNull(),
    expiresAt: timestamptz().notNull(),
    releaseAt: timestamptz(),
    nanoUsd: bigint().notNull(),
    projectId: integer().notNull(),
    budgetId: integer().notNull(),
    userId: text().notNull().default(""),
  },
  (t) => [primaryKey({ columns: [t.reservationId, t.budgetId] })],
);

/** Slots whose spending is to be counted anew. */
export const budgetMarks = pgTable("budget_marks", {
  id: bigint().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  slot: timestamptz().notNull(),
});

/** Spending of a budget within one slot. */
export const budgetSlots = pgTable(
  "budget_slots",
  {
    slot: timestamptz().notNull(),
    nanoUsd: bigint().notNull(),
    projectId: integer().notNull(),
    budgetId: integer().notNull(),
    unknownCalls: integer().notNull(),
    userId: text().notNull().default(""),
  },
  (t) => [primaryKey({ columns: [t.budgetId, t.slot, t.userId] })],
);

/** Spending of a budget since the start of a period or within its window. */
export const budgetSpent = pgTable(
  "budget_spent",
  {
    periodStart: timestamptz().notNull(),
    nanoUsd: bigint().notNull(),
    unknownCalls: bigint().notNull(),
    projectId: integer().notNull(),
    budgetId: integer().notNull(),
    userId: text().notNull().default(""),
  },
  (t) => [primaryKey({ columns: [t.budgetId, t.periodStart, t.userId] })],
);

/** How far each shard has counted. */
export const budgetWatermarks = pgTable("budget_watermarks", {
  projectId: integer().primaryKey(),
  countedUntil: timestamptz().notNull(),
});
