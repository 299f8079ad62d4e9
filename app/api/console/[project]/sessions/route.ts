import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { listSessions } from "@/lib/sessions/list-sessions";
import { parseTraceListQuery } from "@/lib/traces/filter";

/** Further pages of the list of sessions, for whoever is signed in. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  const query = parseTraceListQuery(new URL(request.url).searchParams);
  return Response.json(await listSessions(ctx, query), { headers: { "cache-control": "private, no-store" } });
});
