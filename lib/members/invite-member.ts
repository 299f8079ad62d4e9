import { database, matching } from "@/db/drizzle";
import { invitations } from "@/db/schema/users";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import { hashToken, newToken } from "@/lib/auth/secret-token";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { InviteMember } from "./schemas";

const VALID_DAYS = 7;

/**
 * Invites an address: whoever opens the link can accept once, for seven days. There is no mail server, so the link is handed
 * to the person who invites; only its hash is stored. An earlier open invitation of the address ends.
 * @returns the secret of the link, shown once
 * @throws Failure forbidden, bad_request, conflict (already a member)
 */
export async function inviteMember(
  ctx: Context,
  input: InviteMember,
): Promise<{ token: string; expiresAt: Date }> {
  requirePermission(ctx, "manage_members");
  const { email, role } = parse(InviteMember, input);
  const token = newToken();
  const expiresAt = new Date(ctx.now().getTime() + VALID_DAYS * 86_400_000);
  const projectId = ctx.project.id;
  await inProject(ctx.sql, projectId, async (tx) => {
    const [member] = await tx`
      select 1 from memberships m join users u on u.id = m.user_id
      where m.project_id = ${projectId} and u.email = ${email}`;
    if (member) {
      const message = `${email} is a member already.`;
      throw new Failure("conflict", message, { details: [{ path: "email", message }] });
    }
    const now = ctx.now().toISOString();
    await database(tx)
      .update(invitations)
      .set({ revokedAt: now })
      .where(matching(invitations, { projectId, email, acceptedAt: null, revokedAt: null }));
    await database(tx)
      .insert(invitations)
      .values({
        projectId,
        email,
        role,
        tokenHash: hashToken(token),
        invitedBy: ctx.actor.kind === "user" ? ctx.actor.id : null,
        createdAt: now,
        expiresAt: expiresAt.toISOString(),
      });
    await record(tx, ctx, {
      action: "member.invited",
      target: email,
      detail: { role, expires_at: expiresAt },
    });
  });
  return { token, expiresAt };
}
