import { lt } from "drizzle-orm";
import type { Sql, TransactionSql } from "postgres";

import { database, matching } from "@/db/drizzle";
import { userSessions } from "@/db/schema/users";
import { hashToken } from "./secret-token";
import { Failure } from "@/lib/errors";

/** Ends one session: every copy of its cookie is worth nothing from the next request on. */
export async function endSession(sql: Sql, token: string): Promise<void> {
  await database(sql)
    .delete(userSessions)
    .where(matching(userSessions, { tokenHash: hashToken(token) }));
}

/**
 * Ends all sessions of a person, wherever their cookies are.
 * @returns the epoch of those that begin from now on
 */
export async function endSessionsOf(tx: TransactionSql, userId: number): Promise<number> {
  await database(tx).delete(userSessions).where(matching(userSessions, { userId }));
  const [user] = await tx<{ epoch: number }[]>`
    update users set session_epoch = session_epoch + 1 where id = ${userId} returning session_epoch as epoch`;
  if (!user) throw new Failure("not_found", "This account is gone.");
  return user.epoch;
}

/** Deletes what has ended by itself. */
export async function forgetSessions(sql: Sql, now: Date): Promise<void> {
  await database(sql).delete(userSessions).where(lt(userSessions.expiresAt, now.toISOString()));
}
