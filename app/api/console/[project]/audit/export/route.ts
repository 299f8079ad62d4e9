import { z } from "zod";

import { sessionContext } from "@/app/context";
import { auditQuerySchema } from "@/lib/audit/document";
import { exportAudit } from "@/lib/audit/export-audit";
import { requirePermission } from "@/lib/auth/require";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { streamText } from "@/lib/http/stream-text";

const schema = auditQuerySchema.extend({ format: z.enum(["csv", "jsonl"]).default("csv") });

const TYPES = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson; charset=utf-8" } as const;

/** The audit log as a file, `?format=csv` or `jsonl`, of the rows that the page's filter lets through. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  requirePermission(ctx, "read_audit");
  const { format, ...query } = parseQuery(schema, new URL(request.url).searchParams);
  return streamText(await exportAudit(ctx, query, format), {
    "content-type": TYPES[format],
    "content-disposition": `attachment; filename="${project}-audit-log.${format}"`,
    "cache-control": "private, no-store",
  });
});
