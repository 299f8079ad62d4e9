import type { Row } from "@/db/drizzle";
import type { apiKeys } from "@/db/schema/api-keys";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface ApiKey extends Omit<Row<typeof apiKeys>, "projectId" | "keyHash" | "createdBy"> {
  createdBy: string | null;
}

/** The project's keys, the usable ones first. */
export async function listApiKeys(ctx: Context): Promise<ApiKey[]> {
  requirePermission(ctx, "manage_keys");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<ApiKey[]>`
      select
        k.id, k.name, k.prefix, k.scopes, coalesce(nullif(u.name, ''), u.email) as "createdBy",
        k.created_at as "createdAt", k.last_used_at as "lastUsedAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
        k.max_spans_per_second as "maxSpansPerSecond", k.max_requests_per_second as "maxRequestsPerSecond"
      from api_keys k
      left join users u on u.id = k.created_by
      where k.project_id = ${ctx.project.id}
      order by k.revoked_at is not null or coalesce(k.expires_at <= ${ctx.now()}, false), k.created_at desc, k.id desc`,
    { readOnly: true },
  );
}
