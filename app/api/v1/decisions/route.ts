import { apiContext } from "@/app/api-context";
import { providerSettings } from "@/app/provider-settings";
import { decisionListQuerySchema } from "@/lib/decisions/document";
import { exportDecisions, listDecisions } from "@/lib/decisions/list-decisions";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { streamText } from "@/lib/http/stream-text";

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "read");
  const query = parseQuery(decisionListQuerySchema, new URL(request.url).searchParams);
  const { secret } = providerSettings();
  if (query.format === "csv")
    return streamText(exportDecisions(ctx, query, secret), {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="decisions.csv"',
    });
  return Response.json(await listDecisions(ctx, query, secret));
});
