import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";
import { streamText } from "@/lib/http/stream-text";
import { exportTraces } from "@/lib/traces/export-traces";
import { parseTraceListQuery } from "@/lib/traces/filter";
import { listTraces } from "@/lib/traces/list-traces";

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "read");
  const query = parseTraceListQuery(new URL(request.url).searchParams);
  if (query.format === "csv") {
    return streamText(exportTraces(ctx, query), {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="traces.csv"',
    });
  }
  return Response.json(await listTraces(ctx, query));
});
