import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";
import { listSessions } from "@/lib/sessions/list-sessions";
import { parseTraceListQuery } from "@/lib/traces/filter";

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "read");
  return Response.json(await listSessions(ctx, parseTraceListQuery(new URL(request.url).searchParams)));
});
