import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { streamText } from "@/lib/http/stream-text";
import { parseGetTraceQuery } from "@/lib/traces/get-trace";
import { indentedTraceText } from "@/lib/traces/trace-text";

/** The trace document of the public API, for whoever is signed in: a page of it, as there. `?download` saves all of it as a file. */
export const GET = route(
  async (request, { params }: { params: Promise<{ project: string; traceId: string }> }) => {
    const { project, traceId } = await params;
    const ctx = await sessionContext(project);
    const query = new URL(request.url).searchParams;
    const download = query.has("download");
    query.delete("download");
    const trace = await indentedTraceText(ctx, { traceId, ...parseGetTraceQuery(query) }, download);
    return streamText(trace.pieces, {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "private, no-store",
      ...(download ? { "content-disposition": `attachment; filename="trace-${trace.traceId}.json"` } : {}),
    });
  },
);
