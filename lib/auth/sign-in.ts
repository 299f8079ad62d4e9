import type { Sql } from "postgres";

import type { Row } from "@/db/drizzle";
import type { users } from "@/db/schema/users";

import { verifyPassword } from "./password";
import { forgiveTry, reserveTry } from "./throttle";

/** A person who has proved who they are; the epoch makes sessions of before a change worthless. */
export type SignedIn = Row<typeof users, "id" | "email" | "name" | "sessionEpoch">;

export type SignInAnswer =
  | { kind: "signed_in"; user: SignedIn }
  /** Wrong password, no such account, an account without password, a disabled one: one answer for all. */
  | { kind: "refused" }
  | { kind: "locked"; retryAfterSeconds: number };

/**
 * Signs in by e-mail and password. An unknown account costs the same work and gets the same answer as a wrong password.
 * @param address the network address that asks; only its hash is kept
 */
export async function signIn(
  { sql, now }: { sql: Sql; now: () => Date },
  { email, password, address }: { email: string; password: string; address: string },
): Promise<SignInAnswer> {
  const account = email.trim().toLowerCase();
  for (const [kind, value] of [
    ["address", address],
    ["account", account],
  ] as const) {
    const wait = await reserveTry(sql, kind, value, now());
    if (wait > 0) return { kind: "locked", retryAfterSeconds: wait };
  }
  const [user] = await sql<(SignedIn & { hash: string | null; disabled: boolean })[]>`
    select id, email, name, session_epoch as "sessionEpoch", password_hash_of(email) as hash, disabled_at is not null as disabled
    from users where email = ${account}`;
  const right = await verifyPassword(password, user?.hash ?? null);
  if (!user || user.disabled || !right) return { kind: "refused" };
  await forgiveTry(sql, account, address);
  return {
    kind: "signed_in",
    user: { id: user.id, email: user.email, name: user.name, sessionEpoch: user.sessionEpoch },
  };
}
