import type { TransactionSql } from "postgres";

import type { Row } from "@/db/drizzle";
import type { memberships } from "@/db/schema/users";
import { Failure } from "@/lib/errors";

/**
 * Called before an admin is removed or demoted. Locks the project's admins, so that two admins who demote each other at the
 * same moment cannot both succeed.
 * @throws Failure conflict when nobody else could manage the project
 */
export async function keepAnAdmin(tx: TransactionSql, projectId: number, userId: number): Promise<void> {
  const admins = await tx<(Row<typeof memberships, "userId"> & { usable: boolean })[]>`
    select m.user_id as "userId", u.disabled_at is null as usable
    from memberships m
    join users u on u.id = m.user_id
    where m.project_id = ${projectId} and m.role = 'admin'
    order by m.user_id
    for update of m`;
  if (!admins.some((admin) => admin.userId !== userId && admin.usable)) {
    throw new Failure("conflict", "This is the project's last admin; make somebody else an admin first.");
  }
}
