import { sessionContext } from "@/app/context";
import { readersOfTrace } from "@/lib/audit/readers-of-trace";
import { route } from "@/lib/http/route";
import { traceIdOfName } from "@/lib/model/client-ids";

type Params = Promise<{ project: string; traceId: string }>;

/** Who has seen a trace, for those who may read the audit log. */
export const GET = route(async (_request, { params }: { params: Params }) => {
  const { project, traceId } = await params;
  const ctx = await sessionContext(project);
  return Response.json(await readersOfTrace(ctx, traceIdOfName(traceId)), {
    headers: { "cache-control": "private, no-store" },
  });
});
