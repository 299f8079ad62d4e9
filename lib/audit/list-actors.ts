import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

/** Somebody whom the log names, those who have left among them. */
export interface AuditActor {
  kind: "user" | "api_key";
  id: number;
  /** As the newest row has it. */
  name: string;
}

const MOST = 500;

/** People and keys that the log knows, by name: found by going from one to the next in the index. @throws Failure forbidden */
export async function listActors(ctx: Context): Promise<AuditActor[]> {
  requirePermission(ctx, "read_audit");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<AuditActor[]>`
      with recursive found as (
        select k.kind, (
          select l.actor_id from audit_log l where l.project_id = ${ctx.project.id} and l.actor_kind = k.kind order by l.actor_id limit 1
        ) as id
        from (values ('user'), ('api_key')) as k (kind)
        union all
        select f.kind, (
          select l.actor_id from audit_log l
          where l.project_id = ${ctx.project.id} and l.actor_kind = f.kind and l.actor_id > f.id
          order by l.actor_id limit 1
        )
        from found f
        where f.id is not null
      )
      select f.kind, f.id, n.name
      from found f
      cross join lateral (
        select l.actor_name as name from audit_log l
        where l.project_id = ${ctx.project.id} and l.actor_kind = f.kind and l.actor_id = f.id
        order by l.at desc, l.id desc limit 1
      ) n
      where f.id is not null
      order by f.kind desc, lower(n.name), f.id
      limit ${MOST}`,
    { readOnly: true },
  );
}
