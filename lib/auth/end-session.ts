import { lt } from "drizzle-orm";
import type { Sql, TransactionSql } from "postgres";

import { columns, database, matching, select } from "@/db/drizzle";
import { users, userSessions } from "@/db/schema/users";
import { recordOfPerson } from "@/lib/audit/record-of-person";
import type { Via } from "@/lib/context";
import { hashToken } from "./secret-token";
import { Failure } from "@/lib/errors";

/**
 * Ends one session: every copy of its cookie is worth nothing from the next request on.
 * @param why `replaced`: the browser signs in anew
 */
export async function endSession(
  { sql, now, via }: { sql: Sql; now: () => Date; via?: Via | undefined },
  token: string,
  why: "signed out" | "replaced",
): Promise<void> {
  await sql.begin(async (tx) => {
    const [ended] = await database(tx)
      .delete(userSessions)
      .where(matching(userSessions, { tokenHash: hashToken(token) }))
      .returning(columns(userSessions, "userId"));
    if (!ended) return;
    const [user] = await select(tx, users, "id", "name", "email").where(
      matching(users, { id: ended.userId }),
    );
    if (!user) return;
    const { id, name, email } = user;
    await recordOfPerson(
      tx,
      { user: { id, name: name || email }, proved: true, now, via },
      { kind: "sign_in", action: "session.ended", target: email, detail: { why } },
    );
  });
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
