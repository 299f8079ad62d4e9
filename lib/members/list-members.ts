import type { Row } from "@/db/drizzle";
import type { memberships, users } from "@/db/schema/users";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface Member
  extends Row<typeof users, "email" | "name">, Row<typeof memberships, "userId" | "role"> {
  /** ISO */
  since: string;
  disabled: boolean;
}

/** Who belongs to the project: every member may see the others. */
export async function listMembers(ctx: Context): Promise<Member[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<Member[]>`
      select u.id as "userId", u.email, u.name, m.role, m.created_at as since, u.disabled_at is not null as disabled
      from memberships m
      join users u on u.id = m.user_id
      where m.project_id = ${ctx.project.id}
      order by lower(u.name), u.email`,
    { readOnly: true },
  );
}
