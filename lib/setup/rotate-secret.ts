import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";

/**
 * Replaces the part of the session cookies' key that is in the database, and ends all sessions: everybody signs in again.
 * @param sql connected as the owner of the tables
 * @returns how many sessions ended
 */
export async function rotateSecret(sql: Sql): Promise<number> {
  return sql.begin(async (tx) => {
    await tx`update instance set session_secret = ${randomBytes(32)}`;
    const ended = await tx`delete from user_sessions`;
    await tx`
      insert into audit_log (project_id, actor_kind, actor_name, action, kind)
      select id, 'system', 'npm run rotate-secret', 'sessions.ended', 'sign_in' from projects order by id`;
    return ended.count;
  });
}
