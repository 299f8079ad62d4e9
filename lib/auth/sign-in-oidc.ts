import type { Sql, TransactionSql } from "postgres";
import { z } from "zod";

import { columns, database, matching, type Row, select } from "@/db/drizzle";
import type { projects } from "@/db/schema/projects";
import { type memberships, users } from "@/db/schema/users";
import { record } from "@/lib/audit/record";
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
  { now }: Deps,
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
  await tellProjects(tx, { id: user.id, name: user.name || name || email, email, now }, detail);
}

/** Writes it down in the audit log of every project that the account opens. */
async function tellProjects(
  tx: TransactionSql,
  { id, name, email, now }: { id: number; name: string; email: string; now: () => Date },
  detail: Record<string, string>,
): Promise<void> {
  await tx.unsafe(`set local app.user_id = '${id}'`);
  const rows = await tx<
    (Row<typeof projects, "id" | "slug" | "shardKeys" | "retentionDays"> & Row<typeof memberships, "role">)[]
  >`
    select p.id, p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays", m.role
    from memberships m
    join projects p on p.id = m.project_id
    where m.user_id = ${id}
    order by p.id`;
  for (const { role, ...project } of rows) {
    await tx.unsafe(`set local app.project_id = '${project.id}'`);
    const actor = { kind: "user", id, name, role } as const;
    await record(tx, { project, actor, now }, { action: "account.linked", target: email, detail });
  }
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
