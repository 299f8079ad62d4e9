import { apiContext } from "@/app/api-context";
import { auditQuerySchema } from "@/lib/audit/document";
import { listAudit } from "@/lib/audit/list-audit";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "audit");
  return Response.json(await listAudit(ctx, parseQuery(auditQuerySchema, new URL(request.url).searchParams)));
});
