import { sessionContext } from "@/app/context";
import { sessionsParams } from "@/components/sessions/search-params";
import { route } from "@/lib/http/route";
import { listSessions } from "@/lib/sessions/list-sessions";
import { parseTraceListQuery } from "@/lib/traces/filter";

/** Further pages of the list of sessions, for whoever is signed in. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  const words = new URL(request.url).searchParams;
  const sort = sessionsParams.sort.parse(words.get("sort") ?? "");
  words.delete("sort");
  const page = await listSessions(ctx, parseTraceListQuery(words), sort);
  return Response.json(page, { headers: { "cache-control": "private, no-store" } });
});
