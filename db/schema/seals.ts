import { integer, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { bigint, bytea, timestamptz } from "./columns";

/** Keys that heads and files are signed with; only ever added to. */
export const signingKeys = pgTable("signing_keys", {
  number: integer().primaryKey(),
  id: text().notNull(),
  publicKey: bytea().notNull(),
  /** Null: the setting holds it. */
  sealedKey: bytea(),
  announcement: text().notNull(),
  /** By the key before. */
  signature: bytea(),
  madeAt: timestamptz().notNull(),
});

/** Traces that are to be sealed; a later mark of the same trace puts it off. */
export const sealMarks = pgTable(
  "seal_marks",
  {
    id: bigint().generatedAlwaysAsIdentity(),
    projectId: integer().notNull(),
    traceId: uuid().notNull(),
    shardKey: integer().notNull(),
    dueAt: timestamptz().notNull(),
    reason: text({ enum: ["settled", "erased", "asked"] }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.traceId, t.id] })],
);

/** Leaves of a project's trees; only ever added to. */
export const sealLeaves = pgTable(
  "seal_leaves",
  {
    projectId: integer().notNull(),
    log: text({ enum: ["traces", "audit"] }).notNull(),
    leaf: bigint().notNull(),
    subject: text().notNull(),
    version: integer().notNull(),
    previous: bigint(),
    reason: text().notNull(),
    fields: bytea().notNull(),
    sealedAt: timestamptz().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.log, t.leaf] })],
);

/** What shows that a field is what was sealed. */
export const sealRecords = pgTable(
  "seal_records",
  {
    projectId: integer().notNull(),
    log: text({ enum: ["traces", "audit"] }).notNull(),
    leaf: bigint().notNull(),
    shardKey: integer().notNull(),
    subjectAt: timestamptz().notNull(),
    layout: text().notNull(),
    hashes: bytea().notNull(),
    seed: bytea(),
    salts: bytea(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.log, t.leaf, t.shardKey] })],
);

/** Full runs of 256 hashes; only ever added to. */
export const sealTiles = pgTable(
  "seal_tiles",
  {
    projectId: integer().notNull(),
    log: text({ enum: ["traces", "audit"] }).notNull(),
    level: smallint().notNull(),
    tile: bigint().notNull(),
    hashes: bytea().notNull(),
    root: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.log, t.level, t.tile] })],
);

/** Signed heads of trees; only ever added to. */
export const treeHeads = pgTable(
  "tree_heads",
  {
    projectId: integer().notNull(),
    log: text({ enum: ["traces", "audit"] }).notNull(),
    number: integer().notNull(),
    size: bigint().notNull(),
    body: text().notNull(),
    keyId: text().notNull(),
    signature: bytea().notNull(),
    madeAt: timestamptz().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.log, t.number] })],
);

/** Where heads were put outside of this database; only ever added to. */
export const sealAnchors = pgTable(
  "seal_anchors",
  {
    projectId: integer().notNull(),
    log: text({ enum: ["traces", "audit"] }).notNull(),
    number: integer().notNull(),
    kind: text().notNull(),
    at: timestamptz().notNull(),
    detail: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.log, t.number, t.kind] })],
);
