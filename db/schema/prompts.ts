import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bigint, timestamptz } from "./columns";

/** Prompts by name. */
export const prompts = pgTable("prompts", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  name: text().notNull(),
  createdAt: timestamptz().notNull().defaultNow(),
});

/** What a prompt said, by fingerprint. */
export const promptVersions = pgTable(
  "prompt_versions",
  {
    projectId: integer().notNull(),
    promptId: integer().notNull(),
    number: integer().notNull(),
    fingerprint: bigint().notNull(),
    label: text(),
    system: text(),
    firstSeenAt: timestamptz().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
    note: text(),
    noteAuthor: text(),
    notedAt: timestamptz(),
  },
  (t) => [primaryKey({ columns: [t.promptId, t.number] })],
);
