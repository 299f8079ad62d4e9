import type { Sql } from "postgres";

import { database, matching, select } from "@/db/drizzle";
import { users } from "@/db/schema/users";
import { recordOfPerson } from "@/lib/audit/record-of-person";
import type { Via } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { RenameUser } from "./schemas";

/** A person changes what they are called. */
export async function renameUser(
  { sql, userId, now, via }: { sql: Sql; userId: number; now: () => Date; via?: Via | undefined },
  input: RenameUser,
): Promise<void> {
  const { name } = parse(RenameUser, input);
  await sql.begin(async (tx) => {
    const [before] = await select(tx, users, "name", "email").where(matching(users, { id: userId }));
    if (!before) return;
    await database(tx)
      .update(users)
      .set({ name })
      .where(matching(users, { id: userId }));
    await recordOfPerson(
      tx,
      { user: { id: userId, name: before.name || before.email }, proved: true, now, via },
      { action: "account.renamed", target: before.email, detail: { from: before.name, to: name } },
    );
  });
}
