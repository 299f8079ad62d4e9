import { z } from "zod";

import { columns, database, matching } from "@/db/drizzle";
import { invitations } from "@/db/schema/users";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

export const RevokeInvitation = z.object({ invitationId: z.int().positive() });
export type RevokeInvitation = z.infer<typeof RevokeInvitation>;

/**
 * Makes an invitation's link worthless.
 * @throws Failure forbidden, not_found (accepted, revoked or of another project)
 */
export async function revokeInvitation(ctx: Context, input: RevokeInvitation): Promise<void> {
  requirePermission(ctx, "manage_members");
  const { invitationId } = parse(RevokeInvitation, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const open = { projectId: ctx.project.id, id: invitationId, acceptedAt: null, revokedAt: null };
    const [revoked] = await database(tx)
      .update(invitations)
      .set({ revokedAt: ctx.now().toISOString() })
      .where(matching(invitations, open))
      .returning(columns(invitations, "email"));
    if (!revoked) throw new Failure("not_found", "This invitation was accepted or revoked already.");
    await record(tx, ctx, { action: "invitation.revoked", target: revoked.email });
  });
}
