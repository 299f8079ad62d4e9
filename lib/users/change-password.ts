import type { Sql } from "postgres";

import type { Tx } from "@/db/client";
import { columns, database, matching, type Row } from "@/db/drizzle";
import { users } from "@/db/schema/users";
import { recordOfPerson } from "@/lib/audit/record-of-person";
import { hashPassword, verifyPassword } from "@/lib/auth/password";
import { forgiveTry, reserveTry } from "@/lib/auth/throttle";
import type { Via } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { ChangePassword } from "./schemas";

/**
 * A person changes their password, or sets the first one after signing in by the identity provider. All their sessions end.
 * @returns the new epoch, for the session that asked to go on
 * @throws Failure bad_request (current password wrong: path "current"), too_many_requests
 */
export async function changePassword(
  { sql, userId, now, via }: { sql: Sql; userId: number; now: () => Date; via?: Via | undefined },
  input: ChangePassword,
): Promise<number> {
  const { current, next } = parse(ChangePassword, input);
  const [user] = await sql<
    (Row<typeof users, "sessionEpoch" | "name" | "email"> & { hash: string | null })[]
  >`
    select session_epoch as "sessionEpoch", name, email, password_hash_of(email) as hash from users where id = ${userId}`;
  if (!user) throw new Failure("not_found", "This account is gone.");
  const tell = (tx: Tx, action: string): Promise<void> =>
    recordOfPerson(
      tx,
      { user: { id: userId, name: user.name || user.email }, proved: true, now, via },
      { action, target: user.email },
    );
  if (user.hash !== null) {
    // A session left open must not become a place to guess the password at leisure.
    const wait = await reserveTry(sql, "own password", String(userId), now());
    if (wait > 0)
      throw new Failure("too_many_requests", "Too many wrong passwords; try again later.", {
        retryAfterSeconds: wait,
      });
    if (!(await verifyPassword(current, user.hash))) {
      await sql.begin((tx) => tell(tx, "account.password_refused"));
      const message = "This is not your current password.";
      throw new Failure("bad_request", message, { details: [{ path: "current", message }] });
    }
  }
  await forgiveTry(sql, "own password", String(userId));
  const passwordHash = await hashPassword(next);
  return sql.begin(async (tx) => {
    const [changed] = await database(tx)
      .update(users)
      .set({ passwordHash, sessionEpoch: user.sessionEpoch + 1 })
      .where(matching(users, { id: userId, sessionEpoch: user.sessionEpoch }))
      .returning(columns(users, "sessionEpoch"));
    if (!changed) throw new Failure("conflict", "The password was changed elsewhere just now.");
    await tell(tx, "account.password_changed");
    return changed.sessionEpoch;
  });
}
