import { and, lt } from "drizzle-orm";
import type { Sql } from "postgres";

import { database, matching, select } from "@/db/drizzle";
import { users, userSessions } from "@/db/schema/users";
import { recordOfPerson } from "@/lib/audit/record-of-person";
import type { Via } from "@/lib/context";

import { hashToken, newToken } from "./secret-token";
import { SESSION_SECONDS } from "./session-lifetime";

/** What a session begins with. `change`: of the password or the role, which ended the one before. */
export type SessionBegin = "password" | "oidc" | "invitation" | "change";

/**
 * Writes down a session of a person who has just proved who they are, and who signed in how into the audit log.
 * @returns its name for the cookie, which is stored nowhere
 */
export async function startSession(
  { sql, now, via }: { sql: Sql; now: () => Date; via?: Via | undefined },
  userId: number,
  by: SessionBegin,
): Promise<string> {
  const token = newToken();
  const startedAt = now().toISOString();
  const expiresAt = new Date(now().getTime() + SESSION_SECONDS * 1000).toISOString();
  await sql.begin(async (tx) => {
    await database(tx)
      .delete(userSessions)
      .where(and(matching(userSessions, { userId }), lt(userSessions.expiresAt, startedAt)));
    await database(tx)
      .insert(userSessions)
      .values({ tokenHash: hashToken(token), userId, createdAt: startedAt, seenAt: startedAt, expiresAt });
    const [user] = await select(tx, users, "id", "name", "email").where(matching(users, { id: userId }));
    if (!user) return;
    const { id, name, email } = user;
    await recordOfPerson(
      tx,
      { user: { id, name: name || email }, proved: true, now, via },
      { kind: "sign_in", action: "session.began", target: email, detail: { by } },
    );
  });
  return token;
}
