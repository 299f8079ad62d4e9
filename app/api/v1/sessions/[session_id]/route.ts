import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";
import { getSession, parseGetSessionQuery } from "@/lib/sessions/get-session";

export const GET = route(async (request, { params }: { params: Promise<{ session_id: string }> }) => {
  const ctx = await apiContext(request, "read");
  const query = parseGetSessionQuery(new URL(request.url).searchParams);
  const { session_id: sessionId } = await params;
  return Response.json(await getSession(ctx, { sessionId, ...query }));
});
