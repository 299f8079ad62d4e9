import { listedFilter } from "@/app/(console)/p/[project]/traces/listed-filter";
import { loadListView } from "@/app/(console)/p/[project]/traces/search-params";
import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { streamText } from "@/lib/http/stream-text";
import { exportTraces, exportTracesJson } from "@/lib/traces/export-traces";
import { sortOf } from "@/lib/traces/sort";

/** The filtered list as a file: `format=csv` (default) or `json`, up to 100,000 traces. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  const { searchParams } = new URL(request.url);
  const view = loadListView(searchParams);
  const filter = await listedFilter(ctx, view, ctx.now());
  const sort = view.sort && sortOf(view.sort);
  const json = searchParams.get("format") === "json";
  return streamText(json ? exportTracesJson(ctx, filter, sort) : exportTraces(ctx, filter, sort), {
    "content-type": json ? "application/json; charset=utf-8" : "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${project}-traces.${json ? "json" : "csv"}"`,
    "cache-control": "private, no-store",
  });
});
