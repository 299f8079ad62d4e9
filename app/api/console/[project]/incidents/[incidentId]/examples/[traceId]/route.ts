import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { getKeptTrace } from "@/lib/incidents/kept-trace";

type Params = Promise<{ project: string; incidentId: string; traceId: string }>;

/** What is kept of a trace with an incident, as JSON. `?download` saves it as a file. */
export const GET = route(async (request, { params }: { params: Params }) => {
  const { project, incidentId, traceId } = await params;
  const kept = await getKeptTrace(await sessionContext(project), incidentId, traceId);
  const download = new URL(request.url).searchParams.has("download");
  return Response.json(kept, {
    headers: {
      "cache-control": "private, no-store",
      ...(download ? { "content-disposition": `attachment; filename="trace-${traceId}-kept.json"` } : {}),
    },
  });
});
