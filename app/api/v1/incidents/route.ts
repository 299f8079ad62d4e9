import { apiContext } from "@/app/api-context";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { incidentListQuerySchema, incidentSummaryOf } from "@/lib/incidents/document";
import { listIncidents } from "@/lib/incidents/list-incidents";

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "read");
  const { cursor, ...filter } = parseQuery(incidentListQuerySchema, new URL(request.url).searchParams);
  const { data, next } = await listIncidents(ctx, { ...filter, ...(cursor && { before: cursor }) });
  return Response.json({ data: data.map(incidentSummaryOf), next_cursor: next });
});
