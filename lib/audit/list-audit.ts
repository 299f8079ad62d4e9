import type { Row } from "@/db/drizzle";
import type { auditLog } from "@/db/schema/audit";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export type AuditRow = Row<typeof auditLog, "id" | "at" | "actorName" | "action" | "target">;

const MOST = 200;

/** The newest rows of the audit log. @throws Failure forbidden */
export async function listAudit(ctx: Context): Promise<AuditRow[]> {
  requirePermission(ctx, "read_audit");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<AuditRow[]>`
      select id, at, actor_name as "actorName", action, target
      from audit_log
      where project_id = ${ctx.project.id}
      order by at desc, id desc
      limit ${MOST}`,
    { readOnly: true },
  );
}
