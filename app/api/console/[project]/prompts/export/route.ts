import { sessionContext } from "@/app/context";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { promptExportQuerySchema } from "@/lib/prompts/document";
import { exportPrompts } from "@/lib/prompts/export-prompts";

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** The list of prompts as a file, `?format=csv` or `json`. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  const { format, ...query } = parseQuery(promptExportQuerySchema, new URL(request.url).searchParams);
  return new Response(await exportPrompts(ctx, query, format), {
    headers: {
      "content-type": TYPES[format],
      "content-disposition": `attachment; filename="${project}-prompts.${format}"`,
      "cache-control": "private, no-store",
    },
  });
});
