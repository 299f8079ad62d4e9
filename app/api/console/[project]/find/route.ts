import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { findInTraces } from "@/lib/traces/find-in-traces";

/** Where the traces `trace` (repeated) say `q`: each text with the span that said it first. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  const { searchParams } = new URL(request.url);
  const found = await findInTraces(ctx, {
    traceIds: searchParams.getAll("trace"),
    q: searchParams.get("q") ?? "",
  });
  return Response.json(found, { headers: { "cache-control": "private, no-store" } });
});
