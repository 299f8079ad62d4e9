import { sessionContext } from "@/app/context";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { streamText } from "@/lib/http/stream-text";
import { exportSelected, selectedQuerySchema } from "@/lib/traces/export-selected";

/** Traces chosen by `id`, as lines of JSON: the document of the public API, of which attributes are a part here. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  const { id: ids } = parseQuery(selectedQuerySchema, new URL(request.url).searchParams);
  return streamText(exportSelected(ctx, ids), {
    "content-type": "application/x-ndjson; charset=utf-8",
    "content-disposition": `attachment; filename="${project}-selected-traces.jsonl"`,
    "cache-control": "private, no-store",
  });
});
