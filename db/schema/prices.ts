import { date, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bigint, bytea, clockNow, jsonb, timestamptz } from "./columns";

/** Unit prices that priced a call; immutable, named by the hash of what they say. */
export const prices = pgTable("prices", {
  id: bigint().primaryKey(),
  source: text().notNull(),
  provider: text().notNull(),
  model: text().notNull(),
  validFrom: date(),
  units: jsonb().notNull(),
  createdAt: timestamptz().notNull().defaultNow(),
});

/** Prices that a project has agreed on by itself. */
export const priceOverrides = pgTable("price_overrides", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  /** `*`: any. */
  provider: text().notNull(),
  /** A name, or its beginning followed by `*`; case makes no difference. */
  model: text().notNull(),
  /** YYYY-MM-DD; null: always. */
  validFrom: date(),
  /** The last day; null: until further notice. */
  validTo: date(),
  units: jsonb().notNull(),
  note: text().notNull().default(""),
  author: text().notNull(),
  createdAt: timestamptz().notNull().default(clockNow),
  removedAt: timestamptz(),
});

/** Price lists that somebody loaded; they are for all projects. */
export const priceLists = pgTable("price_lists", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  digest: text().notNull(),
  version: text().notNull(),
  listedOn: date().notNull(),
  models: integer().notNull(),
  /** A file's name or an address. */
  origin: text().notNull(),
  body: bytea().notNull(),
  author: text().notNull(),
  createdAt: timestamptz().notNull().default(clockNow),
  appliedAt: timestamptz(),
  replacedAt: timestamptz(),
});

/** Previews and repricings of calls of the past. */
export const repricings = pgTable("repricings", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  state: text({
    enum: ["previewing", "previewed", "queued", "running", "done", "cancelled", "failed"],
  }).notNull(),
  fromAt: timestamptz().notNull(),
  toAt: timestamptz().notNull(),
  /** As on own prices; `*`: any. */
  provider: text().notNull(),
  model: text().notNull(),
  book: text(),
  /** Null until they are counted. */
  totalCalls: bigint(),
  /** Of the phase that runs. */
  doneCalls: bigint().notNull().default(0),
  cursor: jsonb(),
  preview: jsonb(),
  result: jsonb(),
  /** Why it ended before its time, and what to do. */
  failure: text(),
  author: text().notNull(),
  actor: jsonb().notNull(),
  createdAt: timestamptz().notNull().default(clockNow),
  startedAt: timestamptz(),
  endedAt: timestamptz(),
});
