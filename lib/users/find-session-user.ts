import type { Sql } from "postgres";

import { database, matching, type Row } from "@/db/drizzle";
import { userSessions, type users } from "@/db/schema/users";
import { hashToken } from "@/lib/auth/secret-token";

import { IDLE_SECONDS, SEEN_EVERY_SECONDS } from "@/lib/auth/session-lifetime";

export type SessionUser = Row<typeof users, "id" | "email" | "name" | "hasPassword" | "oidcSubject">;

/** What the encrypted cookie says. */
export interface SessionToken {
  uid: number;
  /** users.session_epoch when the session began. */
  epoch: number;
  /** Names the session. */
  sid: string;
}

/**
 * Who a session belongs to. Null when it has ended: signed out, too old, unused for too long, or the account was disabled or
 * got another password or role since.
 */
export async function findSessionUser(
  { sql, now }: { sql: Sql; now: () => Date },
  { uid, epoch, sid }: SessionToken,
): Promise<SessionUser | null> {
  const at = now();
  const tokenHash = hashToken(sid);
  const [found] = await sql<(SessionUser & { seenSecondsAgo: number })[]>`
    select
      u.id, u.email, u.name, u.has_password as "hasPassword", u.oidc_subject as "oidcSubject",
      extract(epoch from ${at}::timestamptz - s.seen_at)::float8 as "seenSecondsAgo"
    from user_sessions s
    join users u on u.id = s.user_id
    where s.token_hash = ${tokenHash}
      and s.expires_at > ${at}
      and s.seen_at > ${at}::timestamptz - ${IDLE_SECONDS} * interval '1 second'
      and u.id = ${uid}
      and u.session_epoch = ${epoch}
      and u.disabled_at is null`;
  if (!found) return null;
  const { seenSecondsAgo, ...user } = found;
  if (seenSecondsAgo > SEEN_EVERY_SECONDS)
    await database(sql)
      .update(userSessions)
      .set({ seenAt: at.toISOString() })
      .where(matching(userSessions, { tokenHash }));
  return user;
}
