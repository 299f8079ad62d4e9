import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";

import { hashPassword } from "@/lib/auth/password";

/**
 * Gives an account a new generated password and ends its sessions: for whoever holds the database, when somebody forgot theirs.
 * @returns the password, shown once; null when there is no such account
 */
export async function resetPassword(sql: Sql, email: string): Promise<string | null> {
  const password = randomBytes(12).toString("base64url");
  const [user] = await sql`
    update users set password_hash = ${await hashPassword(password)}, session_epoch = session_epoch + 1
    where email = ${email.trim().toLowerCase()}
    returning id`;
  return user ? password : null;
}
