import { and, lt } from "drizzle-orm";
import type { Sql } from "postgres";

import { database, matching } from "@/db/drizzle";
import { userSessions } from "@/db/schema/users";
import { hashToken, newToken } from "./secret-token";

import { SESSION_SECONDS } from "./session-lifetime";

/**
 * Writes down a session of a person who has just proved who they are.
 * @returns its name for the cookie, which is stored nowhere
 */
export async function startSession(
  { sql, now }: { sql: Sql; now: () => Date },
  userId: number,
): Promise<string> {
  const token = newToken();
  const startedAt = now().toISOString();
  const expiresAt = new Date(now().getTime() + SESSION_SECONDS * 1000).toISOString();
  await database(sql)
    .delete(userSessions)
    .where(and(matching(userSessions, { userId }), lt(userSessions.expiresAt, startedAt)));
  await database(sql)
    .insert(userSessions)
    .values({ tokenHash: hashToken(token), userId, createdAt: startedAt, seenAt: startedAt, expiresAt });
  return token;
}
