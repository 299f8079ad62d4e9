import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { exportIncidents } from "@/lib/incidents/export-incidents";
import { incidentQuery, parseIncidentQuery } from "@/lib/incidents/incident-query";

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** The list of incidents as a file, `?format=csv` or `json`. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  const { format, ...query } = parseIncidentQuery(new URL(request.url).searchParams);
  return new Response(await exportIncidents(ctx, incidentQuery(query), format), {
    headers: {
      "content-type": TYPES[format],
      "content-disposition": `attachment; filename="${project}-incidents.${format}"`,
      "cache-control": "private, no-store",
    },
  });
});
