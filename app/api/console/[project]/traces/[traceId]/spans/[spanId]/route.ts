import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { getSpan } from "@/lib/traces/get-span";

type Params = Promise<{ project: string; traceId: string; spanId: string }>;

/** One span with its bodies, for the side panel. */
export const GET = route(async (_request, { params }: { params: Params }) => {
  const { project, traceId, spanId } = await params;
  const ctx = await sessionContext(project);
  return Response.json(await getSpan(ctx, { traceId, spanId }), {
    headers: { "cache-control": "private, no-store" },
  });
});
