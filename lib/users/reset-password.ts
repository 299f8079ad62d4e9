import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";

import { recordOfPerson } from "@/lib/audit/record-of-person";
import { hashPassword } from "@/lib/auth/password";

/**
 * Gives an account a new generated password and ends its sessions: for whoever holds the database, when somebody forgot theirs.
 * @returns the password, shown once; null when there is no such account
 */
export async function resetPassword(sql: Sql, email: string): Promise<string | null> {
  const password = randomBytes(12).toString("base64url");
  const hash = await hashPassword(password);
  const account = email.trim().toLowerCase();
  return sql.begin(async (tx) => {
    const [user] = await tx<{ id: number; name: string }[]>`
      update users set password_hash = ${hash}, session_epoch = session_epoch + 1
      where email = ${account}
      returning id, name`;
    if (!user) return null;
    await recordOfPerson(
      tx,
      { user, proved: false, now: () => new Date() },
      { action: "account.password_reset", target: account },
    );
    return password;
  });
}
