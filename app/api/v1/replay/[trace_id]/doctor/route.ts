import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";
import { examineTrace } from "@/lib/replay-server/examine-trace";

export const GET = route(async (request, { params }: { params: Promise<{ trace_id: string }> }) => {
  const ctx = await apiContext(request, "read");
  const { trace_id: traceId } = await params;
  return Response.json(await examineTrace(ctx, { traceId }));
});
