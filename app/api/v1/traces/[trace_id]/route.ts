import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";
import { streamText } from "@/lib/http/stream-text";
import { parseGetTraceQuery } from "@/lib/traces/get-trace";
import { tracePageText } from "@/lib/traces/trace-text";

export const GET = route(async (request, { params }: { params: Promise<{ trace_id: string }> }) => {
  const ctx = await apiContext(request, "read");
  const query = parseGetTraceQuery(new URL(request.url).searchParams);
  const { trace_id: traceId } = await params;
  const pieces = await tracePageText(ctx, { traceId, ...query });
  return streamText(pieces, { "content-type": "application/json" });
});
