import type { Sql } from "postgres";

export interface SessionUser {
  id: number;
  email: string;
  name: string;
  hasPassword: boolean;
}

/** Who a session belongs to. Null when it has ended: the account is disabled or was changed after the session began. */
export async function findSessionUser(
  sql: Sql,
  session: { userId: number; epoch: number },
): Promise<SessionUser | null> {
  const [user] = await sql<SessionUser[]>`
    select id, email, name, has_password as "hasPassword"
    from users
    where id = ${session.userId} and session_epoch = ${session.epoch} and disabled_at is null`;
  return user ?? null;
}
