import type { Sql } from "postgres";

import type { Row } from "@/db/drizzle";
import type { users } from "@/db/schema/users";
import { recordOfPerson } from "@/lib/audit/record-of-person";
import type { Via } from "@/lib/context";

import { verifyPassword } from "./password";
import { sourceOf } from "./source-of";
import { forgiveTry, isKnown, makeKnown, reserveTry, returnTry } from "./throttle";

/** A person who has proved who they are; the epoch makes sessions of before a change worthless. */
export type SignedIn = Row<typeof users, "id" | "email" | "name" | "sessionEpoch">;

export type SignInAnswer =
  | { kind: "signed_in"; user: SignedIn }
  /** Wrong password, no such account, an account without password, a disabled one: one answer for all. */
  | { kind: "refused" }
  /** The password was not looked at; the next try may come after so long, a minute at most. */
  | { kind: "locked"; retryAfterSeconds: number };

interface Deps {
  sql: Sql;
  now: () => Date;
  via?: Via | undefined;
}

/**
 * Signs in by e-mail and password. An unknown account costs the same work and gets the same answer as a wrong password.
 * @param address the network address that asks; only a hash of it is kept
 */
export async function signIn(
  deps: Deps,
  { email, password, address }: { email: string; password: string; address: string },
): Promise<SignInAnswer> {
  const { sql } = deps;
  const account = email.trim().toLowerCase();
  const source = sourceOf(address);
  const known = await isKnown(sql, account, source, deps.now());
  const retryAfterSeconds = await waitOf(deps, account, source, known);
  if (retryAfterSeconds > 0) return { kind: "locked", retryAfterSeconds };
  const [user] = await sql<(SignedIn & { hash: string | null; disabled: boolean })[]>`
    select id, email, name, session_epoch as "sessionEpoch", password_hash_of(email) as hash, disabled_at is not null as disabled
    from users where email = ${account}`;
  const right = await verifyPassword(password, user?.hash ?? null);
  if (!user || user.disabled || !right) {
    await recordRefused(deps, user ?? null);
    return { kind: "refused" };
  }
  await forgiveTry(sql, "account and source", [account, source]);
  if (!known) {
    await returnTry(sql, "source", source);
    await returnTry(sql, "account", account);
  }
  await makeKnown(sql, account, source, deps.now());
  return {
    kind: "signed_in",
    user: { id: user.id, email: user.email, name: user.name, sessionEpoch: user.sessionEpoch },
  };
}

/**
 * Tries that were looked at. One that has to wait is not: whoever tries without end would fill the log. Of an address without an
 * account it is not kept: it may be a password in the wrong field.
 */
const recordRefused = (
  { sql, now, via }: Deps,
  user: (SignedIn & { disabled: boolean }) | null,
): Promise<unknown> =>
  sql.begin((tx) =>
    recordOfPerson(
      tx,
      { user: user && { id: user.id, name: user.name || user.email }, proved: false, now, via },
      {
        kind: "sign_in",
        action: "sign_in.refused",
        target: user?.email,
        detail: {
          by: "password",
          why: user === null ? "no account" : user.disabled ? "disabled" : "password",
        },
      },
    ),
  );

/** Seconds until this try may be made; 0: now. What strangers do counts only where the owner has not been before. */
async function waitOf({ sql, now }: Deps, account: string, source: string, known: boolean): Promise<number> {
  if (!known) {
    const wait =
      (await reserveTry(sql, "source", source, now())) || (await reserveTry(sql, "account", account, now()));
    if (wait > 0) return wait;
  }
  return reserveTry(sql, "account and source", [account, source], now());
}
