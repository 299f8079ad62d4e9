import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";
import { getTrace, parseGetTraceQuery } from "@/lib/traces/get-trace";

export const GET = route(async (request, { params }: { params: Promise<{ trace_id: string }> }) => {
  const ctx = await apiContext(request, "read");
  const query = parseGetTraceQuery(new URL(request.url).searchParams);
  const { trace_id: traceId } = await params;
  return Response.json(await getTrace(ctx, { traceId, ...query }));
});
