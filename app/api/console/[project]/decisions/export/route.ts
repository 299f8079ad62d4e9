import { sessionContext } from "@/app/context";
import { providerSettings } from "@/app/provider-settings";
import { requirePermission } from "@/lib/auth/require";
import { decisionListQuerySchema } from "@/lib/decisions/document";
import { exportDecisions, exportDecisionsJson } from "@/lib/decisions/list-decisions";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { streamText } from "@/lib/http/stream-text";

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** The list of decisions as a file, `?format=csv` or `json`. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  requirePermission(ctx, "read_content");
  const query = parseQuery(decisionListQuerySchema, new URL(request.url).searchParams);
  const { secret } = providerSettings();
  const pieces =
    query.format === "csv" ? exportDecisions(ctx, query, secret) : exportDecisionsJson(ctx, query, secret);
  return streamText(pieces, {
    "content-type": TYPES[query.format],
    "content-disposition": `attachment; filename="${project}-decisions.${query.format}"`,
    "cache-control": "private, no-store",
  });
});
