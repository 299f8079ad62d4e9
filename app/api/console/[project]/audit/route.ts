import { sessionContext } from "@/app/context";
import { auditQuerySchema } from "@/lib/audit/document";
import { listAudit } from "@/lib/audit/list-audit";
import { requirePermission } from "@/lib/auth/require";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";

/** Further rows of the audit log's page. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  requirePermission(ctx, "read_audit");
  const query = parseQuery(auditQuerySchema, new URL(request.url).searchParams);
  return Response.json(await listAudit(ctx, query), { headers: { "cache-control": "private, no-store" } });
});
