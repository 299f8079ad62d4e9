import { z } from "zod";

import { database, matching, type Row } from "@/db/drizzle";
import { memberships, type users } from "@/db/schema/users";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { endSessionsOf } from "@/lib/auth/end-session";

import { keepAnAdmin } from "./keep-an-admin";
import { RoleSchema, UserId } from "./schemas";

export const ChangeRole = z.object({ userId: UserId, role: RoleSchema });
export type ChangeRole = z.infer<typeof ChangeRole>;

/**
 * Gives a member another role; their sessions end, so that nothing already open goes on under the old one.
 * @returns the member's new epoch, for an admin who changes their own role; null when the role was this already
 * @throws Failure forbidden, not_found, conflict (the last admin)
 */
export async function changeRole(ctx: Context, input: ChangeRole): Promise<number | null> {
  requirePermission(ctx, "manage_members");
  const { userId, role } = parse(ChangeRole, input);
  const projectId = ctx.project.id;
  return inProject(ctx.sql, projectId, async (tx) => {
    const [member] = await tx<(Row<typeof memberships, "role"> & Row<typeof users, "email">)[]>`
      select m.role, u.email from memberships m join users u on u.id = m.user_id
      where m.project_id = ${projectId} and m.user_id = ${userId}`;
    if (!member) throw new Failure("not_found", "This person is no member of the project.");
    if (member.role === role) return null;
    if (member.role === "admin") await keepAnAdmin(tx, projectId, userId);
    await database(tx).update(memberships).set({ role }).where(matching(memberships, { projectId, userId }));
    const epoch = await endSessionsOf(tx, userId);
    await record(tx, ctx, {
      action: "member.role_changed",
      target: member.email,
      detail: { from: member.role, to: role },
    });
    return epoch;
  });
}
