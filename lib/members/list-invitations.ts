import type { Row } from "@/db/drizzle";
import type { invitations } from "@/db/schema/users";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface Invitation extends Row<
  typeof invitations,
  "id" | "email" | "role" | "createdAt" | "expiresAt"
> {
  invitedBy: string | null;
}

/** Invitations that can still be accepted. */
export async function listInvitations(ctx: Context): Promise<Invitation[]> {
  requirePermission(ctx, "manage_members");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<Invitation[]>`
      select
        i.id, i.email, i.role, coalesce(nullif(u.name, ''), u.email) as "invitedBy",
        i.created_at as "createdAt", i.expires_at as "expiresAt"
      from invitations i
      left join users u on u.id = i.invited_by
      where i.project_id = ${ctx.project.id}
        and i.accepted_at is null and i.revoked_at is null and i.expires_at > ${ctx.now()}
      order by i.created_at desc, i.id desc`,
    { readOnly: true },
  );
}
