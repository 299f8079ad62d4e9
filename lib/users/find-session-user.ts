import type { Sql } from "postgres";

import { matching, type Row, select } from "@/db/drizzle";
import { users } from "@/db/schema/users";

export type SessionUser = Row<typeof users, "id" | "email" | "name" | "hasPassword">;

/** Who a session belongs to. Null when it has ended: the account is disabled or was changed after the session began. */
export async function findSessionUser(
  sql: Sql,
  { userId, epoch }: { userId: number; epoch: number },
): Promise<SessionUser | null> {
  const [user] = await select(sql, users, "id", "email", "name", "hasPassword").where(
    matching(users, { id: userId, sessionEpoch: epoch, disabledAt: null }),
  );
  return user ?? null;
}
