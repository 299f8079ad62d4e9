import type { Sql, TransactionSql } from "postgres";
import { z } from "zod";

import { columns, database, matching, type Row, select } from "@/db/drizzle";
import { users } from "@/db/schema/users";
import { recordOfPerson } from "@/lib/audit/record-of-person";
import type { Via } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { endSessionsOf } from "./end-session";

import { OIDC_REFUSALS, type OidcRefusal } from "./oidc-refusals";
import type { SignedIn } from "./sign-in";

/** What we take from the identity provider's token, whose signature has been checked by then. */
export const OidcProfile = z.object({
  issuer: z.string().min(1),
  subject: z.string().min(1),
  email: z.string().trim().toLowerCase().optional(),
  emailVerified: z.boolean().default(false),
  name: z.string().trim().max(200).default(""),
});
export type OidcProfile = z.infer<typeof OidcProfile>;

interface Deps {
  sql: Sql;
  now: () => Date;
  via?: Via | undefined;
}

/**
 * Signs in by the identity provider: by its subject if that is known; else by e-mail, but only when the provider says that it
 * has verified it, since anybody can claim an address; else a new account that belongs to no project yet.
 * @param signedInAs who is signed in in this browser: the one proof that whoever made the account with a password is the same person
 * @throws Failure forbidden (disabled; no verified e-mail; the e-mail belongs to an account linked to another subject)
 */
export async function signInWithOidc(
  deps: Deps,
  profile: OidcProfile,
  signedInAs: number | null,
): Promise<SignedIn> {
  try {
    return await identify(deps, profile, signedInAs);
  } catch (error) {
    if (error instanceof Failure) await recordRefused(deps, profile, error);
    throw error;
  }
}

/** What the identity provider says of an address is believed no further than it says that it has verified it. */
async function recordRefused(
  { sql, now, via }: Deps,
  { issuer, subject, email, emailVerified }: OidcProfile,
  { details }: Failure,
): Promise<void> {
  const known = await find(sql, `${issuer}|${subject}`);
  const [named] =
    known || !email || !emailVerified
      ? []
      : await select(sql, users, "id", "name", "email").where(matching(users, { email }));
  const user = known ?? named ?? null;
  await sql.begin((tx) =>
    recordOfPerson(
      tx,
      { user: user && { id: user.id, name: user.name || user.email }, proved: false, now, via },
      {
        kind: "sign_in",
        action: "sign_in.refused",
        target: user?.email,
        detail: { by: "oidc", why: details[0]?.path ?? "" },
      },
    ),
  );
}

async function identify(deps: Deps, profile: OidcProfile, signedInAs: number | null): Promise<SignedIn> {
  const subject = `${profile.issuer}|${profile.subject}`;
  const known = await find(deps.sql, subject);
  if (known) return allowed(known);
  const { email, name } = profile;
  if (!email || !email.includes("@")) throw refused("no_email");
  if (!profile.emailVerified) throw refused("unverified");
  await deps.sql.begin(async (tx) => {
    const [made] = await database(tx)
      .insert(users)
      .values({ email, name, oidcSubject: subject })
      .onConflictDoNothing()
      .returning(columns(users, "id"));
    if (!made) await link(tx, deps, { email, name, subject }, signedInAs);
  });
  const linked = await find(deps.sql, subject);
  if (!linked) throw refused("linked");
  return allowed(linked);
}

/**
 * Gives an account to the holder of its address. An invitation's link is enough to make an account with somebody else's address
 * and a password, and to wait: so the password and all sessions of before go, unless their holder is who signs in now.
 */
async function link(
  tx: TransactionSql,
  { now, via }: Deps,
  { email, name, subject }: { email: string; name: string; subject: string },
  signedInAs: number | null,
): Promise<void> {
  const [user] = await select(tx, users, "id", "name", "hasPassword", "oidcSubject", "disabledAt")
    .where(matching(users, { email }))
    .for("update");
  if (!user || (user.oidcSubject !== null && user.oidcSubject !== subject)) throw refused("linked");
  if (user.disabledAt !== null) throw refused("disabled");
  if (user.oidcSubject === subject) return;
  const same = user.id === signedInAs;
  await database(tx)
    .update(users)
    .set({ oidcSubject: subject, name: user.name || name, ...(same ? {} : { passwordHash: null }) })
    .where(matching(users, { id: user.id }));
  if (!same) await endSessionsOf(tx, user.id);
  const password = user.hasPassword ? (same ? "kept" : "removed") : "none";
  const detail = { password, sessions: same ? "kept" : "ended" };
  await recordOfPerson(
    tx,
    { user: { id: user.id, name: user.name || name || email }, proved: true, now, via },
    { action: "account.linked", target: email, detail },
  );
}

async function find(sql: Sql, oidcSubject: string) {
  const [user] = await select(sql, users, "id", "email", "name", "sessionEpoch", "disabledAt").where(
    matching(users, { oidcSubject }),
  );
  return user;
}

function allowed({ disabledAt, ...user }: SignedIn & Row<typeof users, "disabledAt">): SignedIn {
  if (disabledAt !== null) throw refused("disabled");
  return user;
}

const refused = (reason: OidcRefusal): Failure =>
  new Failure("forbidden", OIDC_REFUSALS[reason], {
    details: [{ path: reason, message: OIDC_REFUSALS[reason] }],
  });
