import { listedFilter } from "@/app/(console)/p/[project]/traces/listed-filter";
import { loadListView } from "@/app/(console)/p/[project]/traces/search-params";
import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { facetCounts } from "@/lib/traces/facet-counts";

/** What can be chosen in the filter bar, with counts. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  const filter = await listedFilter(ctx, loadListView(new URL(request.url).searchParams), ctx.now());
  return Response.json(await facetCounts(ctx, filter), { headers: { "cache-control": "private, no-store" } });
});
