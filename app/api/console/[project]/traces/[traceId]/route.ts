import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { getTrace, parseGetTraceQuery } from "@/lib/traces/get-trace";

/** The trace document of the public API, for whoever is signed in. `?download` saves it as a file. */
export const GET = route(
  async (request, { params }: { params: Promise<{ project: string; traceId: string }> }) => {
    const { project, traceId } = await params;
    const ctx = await sessionContext(project);
    const query = new URL(request.url).searchParams;
    const download = query.has("download");
    query.delete("download");
    const trace = await getTrace(ctx, { traceId, ...parseGetTraceQuery(query) });
    return new Response(JSON.stringify(trace, null, 2), {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "private, no-store",
        ...(download ? { "content-disposition": `attachment; filename="trace-${trace.trace_id}.json"` } : {}),
      },
    });
  },
);
