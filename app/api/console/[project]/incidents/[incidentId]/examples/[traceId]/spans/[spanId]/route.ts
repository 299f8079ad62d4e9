import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { getKeptSpan } from "@/lib/incidents/kept-trace";

type Params = Promise<{ project: string; incidentId: string; traceId: string; spanId: string }>;

/** One span of a trace that is kept with an incident, for the side panel. */
export const GET = route(async (_request, { params }: { params: Params }) => {
  const { project, incidentId, traceId, spanId } = await params;
  const ctx = await sessionContext(project);
  return Response.json(await getKeptSpan(ctx, incidentId, { traceId, spanId }), {
    headers: { "cache-control": "private, no-store" },
  });
});
