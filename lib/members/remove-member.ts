import { z } from "zod";

import { database, matching, type Row } from "@/db/drizzle";
import { memberships, type users } from "@/db/schema/users";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { keepAnAdmin } from "./keep-an-admin";
import { UserId } from "./schemas";

export const RemoveMember = z.object({ userId: UserId });
export type RemoveMember = z.infer<typeof RemoveMember>;

/**
 * Takes a person out of the project. Their account and their other projects stay, and so does what they did in the audit log.
 * The membership is read with every request, so it ends at once.
 * @throws Failure forbidden, not_found, conflict (the last admin)
 */
export async function removeMember(ctx: Context, input: RemoveMember): Promise<void> {
  requirePermission(ctx, "manage_members");
  const { userId } = parse(RemoveMember, input);
  const projectId = ctx.project.id;
  await inProject(ctx.sql, projectId, async (tx) => {
    const [member] = await tx<(Row<typeof memberships, "role"> & Row<typeof users, "email">)[]>`
      select m.role, u.email from memberships m join users u on u.id = m.user_id
      where m.project_id = ${projectId} and m.user_id = ${userId}`;
    if (!member) throw new Failure("not_found", "This person is no member of the project.");
    if (member.role === "admin") await keepAnAdmin(tx, projectId, userId);
    await database(tx).delete(memberships).where(matching(memberships, { projectId, userId }));
    await record(tx, ctx, { action: "member.removed", target: member.email, detail: { role: member.role } });
  });
}
