import { sessionContext } from "@/app/context";
import { listBookmarks } from "@/lib/bookmarks/list-bookmarks";
import { route } from "@/lib/http/route";

/** Traces that whoever asks keeps at hand. */
export const GET = route(async (_request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  return Response.json(
    { trace_ids: await listBookmarks(ctx) },
    {
      headers: { "cache-control": "private, no-store" },
    },
  );
});
