import type { Sql } from "postgres";

import { database, matching } from "@/db/drizzle";
import { users } from "@/db/schema/users";
import { parse } from "@/lib/http/parse";

import { RenameUser } from "./schemas";

/** A person changes what they are called. */
export async function renameUser(
  { sql, userId }: { sql: Sql; userId: number },
  input: RenameUser,
): Promise<void> {
  const { name } = parse(RenameUser, input);
  await database(sql)
    .update(users)
    .set({ name })
    .where(matching(users, { id: userId }));
}
