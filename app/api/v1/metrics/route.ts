import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";
import { parseMetricQuery } from "@/lib/metrics/metric-query";
import { queryMetrics } from "@/lib/metrics/query-metrics";

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "read");
  return Response.json(await queryMetrics(ctx, parseMetricQuery(new URL(request.url).searchParams)));
});
