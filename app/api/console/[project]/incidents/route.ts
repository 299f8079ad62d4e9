import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { incidentQuery, parseIncidentQuery } from "@/lib/incidents/incident-query";
import { listIncidents } from "@/lib/incidents/list-incidents";

/** Further pages of the list of incidents, for whoever is signed in. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  const query = parseIncidentQuery(new URL(request.url).searchParams);
  return Response.json(await listIncidents(ctx, incidentQuery(query)), {
    headers: { "cache-control": "private, no-store" },
  });
});
