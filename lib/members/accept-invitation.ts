import { and, gt } from "drizzle-orm";
import type { Sql, TransactionSql } from "postgres";

import { columns, database, matching, select } from "@/db/drizzle";
import { projects } from "@/db/schema/projects";
import { invitations, memberships, users } from "@/db/schema/users";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { hashPassword } from "@/lib/auth/password";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { NewAccount } from "@/lib/users/schemas";

import { type OpenInvitation, openInvitation } from "./open-invitation";

interface Deps {
  sql: Sql;
  now: () => Date;
}

/**
 * Accepts by choosing a name and a password: makes the account and the membership.
 * @returns the new account, whose session epoch is 0, and the project
 * @throws Failure not_found (the link is used, revoked or expired), conflict (there is an account: sign in), bad_request
 */
export async function acceptWithNewAccount(
  deps: Deps,
  token: string,
  input: NewAccount,
): Promise<{ userId: number; slug: string }> {
  const { name, password } = parse(NewAccount, input);
  // Looked at before the slow hash, and once more within the transaction.
  const invitation = await opened(deps.sql, token);
  const hash = await hashPassword(password);
  return inProject(deps.sql, invitation.projectId, async (tx) => {
    const [user] = await database(tx)
      .insert(users)
      .values({ email: invitation.email, name, passwordHash: hash })
      .onConflictDoNothing({ target: users.email })
      .returning(columns(users, "id"));
    if (!user) throw new Failure("conflict", "This address has an account already: sign in to accept.");
    return { userId: user.id, slug: await join(tx, deps, invitation, { id: user.id, name }) };
  });
}

/**
 * Accepts as somebody who is signed in: the invitation's address must be theirs, so that a forwarded link opens nothing.
 * @throws Failure not_found, forbidden (signed in with another address)
 */
export async function acceptAsUser(
  deps: Deps,
  token: string,
  user: { id: number; email: string; name: string },
): Promise<{ slug: string }> {
  const invitation = await opened(deps.sql, token);
  if (invitation.email !== user.email) {
    throw new Failure(
      "forbidden",
      `This invitation is for ${invitation.email}; you are signed in as ${user.email}.`,
    );
  }
  return { slug: await inProject(deps.sql, invitation.projectId, (tx) => join(tx, deps, invitation, user)) };
}

async function opened(sql: Sql, token: string): Promise<OpenInvitation> {
  const invitation = await openInvitation(sql, token);
  if (!invitation)
    throw new Failure("not_found", "This invitation was used, revoked or has expired; ask for a new one.");
  return invitation;
}

/** The condition on accepted_at makes the link work once, also when it is opened twice at the same moment. */
async function join(
  tx: TransactionSql,
  { now }: Deps,
  invitation: OpenInvitation,
  user: { id: number; name: string },
): Promise<string> {
  const { id, projectId, role } = invitation;
  const acceptedAt = now().toISOString();
  const [taken] = await database(tx)
    .update(invitations)
    .set({ acceptedAt })
    .where(
      and(
        matching(invitations, { projectId, id, acceptedAt: null, revokedAt: null }),
        gt(invitations.expiresAt, acceptedAt),
      ),
    )
    .returning(columns(invitations, "id"));
  if (!taken)
    throw new Failure("not_found", "This invitation was used, revoked or has expired; ask for a new one.");
  await database(tx)
    .insert(memberships)
    .values({ projectId, userId: user.id, role })
    .onConflictDoNothing({ target: [memberships.projectId, memberships.userId] });
  const [project] = await select(tx, projects, "id", "slug", "shardKeys", "retentionDays").where(
    matching(projects, { id: projectId }),
  );
  if (!project) throw new Failure("not_found", "This project is gone.");
  const actor = { kind: "user", id: user.id, name: user.name || invitation.email, role } as const;
  await record(
    tx,
    { project, actor, now },
    { action: "invitation.accepted", target: invitation.email, detail: { role } },
  );
  return project.slug;
}
