import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";
import { incidentDocumentOf } from "@/lib/incidents/document";
import { getIncident } from "@/lib/incidents/get-incident";

export const GET = route(async (request, { params }: { params: Promise<{ incident_id: string }> }) => {
  const ctx = await apiContext(request, "read");
  return Response.json(incidentDocumentOf(await getIncident(ctx, (await params).incident_id)));
});
