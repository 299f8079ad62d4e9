import { listedFilter } from "@/app/(console)/p/[project]/traces/listed-filter";
import { loadListView } from "@/app/(console)/p/[project]/traces/search-params";
import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { listTraces } from "@/lib/traces/list-traces";
import { sortOf } from "@/lib/traces/sort";

/** The list of the console's Traces page: the page's own query, and `cursor` for what follows. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  const { searchParams } = new URL(request.url);
  const view = loadListView(searchParams);
  const filter = await listedFilter(ctx, view, ctx.now());
  const cursor = searchParams.get("cursor") ?? undefined;
  const page = await listTraces(
    ctx,
    { ...filter, cursor },
    { scores: true, sort: view.sort && sortOf(view.sort) },
  );
  return Response.json(page, {
    headers: { "cache-control": "private, no-store" },
  });
});
