import type { Sql } from "postgres";
import { z } from "zod";

import { matching, type Row, select } from "@/db/drizzle";
import { users } from "@/db/schema/users";
import { Failure } from "@/lib/errors";

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

/**
 * Signs in by the identity provider: by its subject if that is known; else by e-mail, but only when the provider says that it
 * has verified it, since anybody can claim an address; else a new account that belongs to no project yet.
 * @throws Failure forbidden (disabled; no verified e-mail; the e-mail belongs to an account linked to another subject)
 */
export async function signInWithOidc(sql: Sql, profile: OidcProfile): Promise<SignedIn> {
  const subject = `${profile.issuer}|${profile.subject}`;
  const known = await find(sql, subject);
  if (known) return allowed(known);
  const { email } = profile;
  if (!email || !email.includes("@")) throw refused("no_email");
  if (!profile.emailVerified) throw refused("unverified");
  await sql`
    insert into users (email, name, oidc_subject) values (${email}, ${profile.name}, ${subject})
    on conflict (email) do update
      set oidc_subject = excluded.oidc_subject, name = case when users.name = '' then excluded.name else users.name end
      where users.oidc_subject is null`;
  const linked = await find(sql, subject);
  if (!linked) throw refused("linked");
  return allowed(linked);
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
