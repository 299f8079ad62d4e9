import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { findPlaces } from "@/lib/palette/find-places";

/** What the text `q` of the palette may mean. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  const places = await findPlaces(ctx, new URL(request.url).searchParams.get("q") ?? "");
  return Response.json(places, { headers: { "cache-control": "private, no-store" } });
});
