import type { Row } from "@/db/drizzle";
import type { ingestQuarantine } from "@/db/schema/ingest-usage";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface QuarantinedItem extends Row<
  typeof ingestQuarantine,
  "id" | "at" | "endpoint" | "client" | "service" | "code" | "message" | "spanName"
> {
  hasBody: boolean;
}

const NEWEST = 100;

/** The newest samples of what was refused; without their bodies. */
export async function listQuarantine(
  ctx: Context,
  filter: { code?: string | undefined } = {},
): Promise<QuarantinedItem[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<QuarantinedItem[]>`
      select id, at, endpoint, client, service, code, message, span_name as "spanName", body is not null as "hasBody"
      from ingest_quarantine
      where project_id = ${ctx.project.id} ${filter.code === undefined ? tx`` : tx`and code = ${filter.code}`}
      order by at desc, id
      limit ${NEWEST}`,
    { readOnly: true },
  );
}
