import { sql } from "drizzle-orm";
import { boolean, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, timestamptz } from "./columns";

const role = () => text({ enum: ["engineer", "manager", "compliance", "admin"] });

/** People. The app's role may not read `passwordHash`: name the columns in every select and returning. */
export const users = pgTable("users", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  email: text().notNull(),
  name: text().notNull().default(""),
  passwordHash: text(),
  oidcSubject: text(),
  createdAt: timestamptz().notNull().defaultNow(),
  disabledAt: timestamptz(),
  sessionEpoch: integer().notNull().default(0),
  hasPassword: boolean().generatedAlwaysAs(sql`password_hash is not null`),
});

/** Sessions by the hash of what their cookies name; one that is not here has ended. */
export const userSessions = pgTable("user_sessions", {
  tokenHash: bytea().primaryKey(),
  userId: integer().notNull(),
  createdAt: timestamptz().notNull().defaultNow(),
  /** The last request, to some minutes. */
  seenAt: timestamptz().notNull().defaultNow(),
  expiresAt: timestamptz().notNull(),
});

/** Who belongs to which project, as what. */
export const memberships = pgTable(
  "memberships",
  {
    projectId: integer().notNull(),
    userId: integer().notNull(),
    role: role().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.userId] })],
);

/** Links by which an address joins a project; only the hash of the secret is kept. */
export const invitations = pgTable("invitations", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  projectId: integer().notNull(),
  email: text().notNull(),
  role: role().notNull(),
  tokenHash: bytea().notNull(),
  invitedBy: integer(),
  createdAt: timestamptz().notNull().defaultNow(),
  expiresAt: timestamptz().notNull(),
  acceptedAt: timestamptz(),
  revokedAt: timestamptz(),
});

/** Tries to sign in, by a hash of the account or of the address. */
export const signInFailures = pgTable("sign_in_failures", {
  key: text().primaryKey(),
  failures: integer().notNull(),
  lockedUntil: timestamptz(),
  updatedAt: timestamptz().notNull(),
});
