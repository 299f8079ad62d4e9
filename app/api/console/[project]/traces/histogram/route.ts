import { listedFilter } from "@/app/(console)/p/[project]/traces/listed-filter";
import { loadListView } from "@/app/(console)/p/[project]/traces/search-params";
import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { traceHistogram } from "@/lib/metrics/trace-histogram";

/** Traces and failures over time for the bar above the list. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  const now = ctx.now();
  const filter = await listedFilter(ctx, loadListView(new URL(request.url).searchParams), now);
  const histogram = await traceHistogram(ctx, { ...filter, to: filter.to ?? now.toISOString() });
  return Response.json(histogram, { headers: { "cache-control": "private, no-store" } });
});
