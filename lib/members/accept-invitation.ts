import type { Sql, TransactionSql } from "postgres";
import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { hashPassword } from "@/lib/auth/password";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { Password, PersonName } from "@/lib/users/schemas";

import { type OpenInvitation, openInvitation } from "./open-invitation";

export const NewAccount = z.object({ name: PersonName, password: Password });
export type NewAccount = z.infer<typeof NewAccount>;

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
    const [user] = await tx<{ id: number }[]>`
      insert into users (email, name, password_hash) values (${invitation.email}, ${name}, ${hash})
      on conflict (email) do nothing returning id`;
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
  const { projectId } = invitation;
  const [taken] = await tx`
    update invitations set accepted_at = ${now()}
    where project_id = ${projectId} and id = ${invitation.id}
      and accepted_at is null and revoked_at is null and expires_at > ${now()}
    returning id`;
  if (!taken)
    throw new Failure("not_found", "This invitation was used, revoked or has expired; ask for a new one.");
  await tx`
    insert into memberships (project_id, user_id, role) values (${projectId}, ${user.id}, ${invitation.role})
    on conflict (project_id, user_id) do nothing`;
  const [project] = await tx<{ id: number; slug: string; shardKeys: number[]; retentionDays: number }[]>`
    select id, slug, shard_keys as "shardKeys", retention_days as "retentionDays" from projects where id = ${projectId}`;
  if (!project) throw new Failure("not_found", "This project is gone.");
  const actor = {
    kind: "user",
    id: user.id,
    name: user.name || invitation.email,
    role: invitation.role,
  } as const;
  await record(
    tx,
    { project, actor, now },
    { action: "invitation.accepted", target: invitation.email, detail: { role: invitation.role } },
  );
  return project.slug;
}
