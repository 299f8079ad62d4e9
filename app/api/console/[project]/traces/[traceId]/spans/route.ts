import { sessionContext } from "@/app/context";
import { skeletonPage } from "@/components/trace/skeleton";
import { traceSpansPath } from "@/components/trace/trace-paths";
import { route } from "@/lib/http/route";
import { getTrace, parseGetTraceQuery } from "@/lib/traces/get-trace";
import { MOST_SPANS_AT_ONCE } from "@/lib/traces/read-trace";

/** The next spans of a trace's skeleton, for views that show all of it. `?cursor` is where the page before ended. */
export const GET = route(
  async (request, { params }: { params: Promise<{ project: string; traceId: string }> }) => {
    const { project, traceId } = await params;
    const ctx = await sessionContext(project);
    const { cursor } = parseGetTraceQuery(new URL(request.url).searchParams);
    const trace = await getTrace(ctx, { traceId, cursor, include: [], limit: MOST_SPANS_AT_ONCE });
    return Response.json(skeletonPage(trace, traceSpansPath(project, traceId)), {
      headers: { "cache-control": "private, no-store" },
    });
  },
);
