import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { examineTrace } from "@/lib/replay-server/examine-trace";

type Params = Promise<{ project: string; traceId: string }>;

/** What stands in the way of replaying a trace, for its replay. */
export const GET = route(async (_request, { params }: { params: Params }) => {
  const { project, traceId } = await params;
  const ctx = await sessionContext(project);
  return Response.json(await examineTrace(ctx, { traceId }), {
    headers: { "cache-control": "private, no-store" },
  });
});
