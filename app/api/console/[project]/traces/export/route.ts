import { listedFilter } from "@/app/(console)/p/[project]/traces/listed-filter";
import { loadListView } from "@/app/(console)/p/[project]/traces/search-params";
import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { streamText } from "@/lib/http/stream-text";
import { exportTraces, exportTracesJson } from "@/lib/traces/export-traces";

/** The filtered list as a file: `format=csv` (default) or `json`, up to 100,000 traces. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  const { searchParams } = new URL(request.url);
  const filter = await listedFilter(ctx, loadListView(searchParams), ctx.now());
  const json = searchParams.get("format") === "json";
  return streamText(json ? exportTracesJson(ctx, filter) : exportTraces(ctx, filter), {
    "content-type": json ? "application/json; charset=utf-8" : "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${project}-traces.${json ? "json" : "csv"}"`,
    "cache-control": "private, no-store",
  });
});
