import { sessionContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import type { BoxAnswer } from "@/components/latency/box-differences";
import { scopeOfView } from "@/components/latency/scope-of-view";
import { loadBox, loadLatencyView } from "@/components/latency/search-params";
import { Failure } from "@/lib/errors";
import { route } from "@/lib/http/route";
import { readBox } from "@/lib/latency/page-questions";

/** What differs inside a box of the Latency page's heatmap: the page's own query with `box`. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  const { searchParams } = new URL(request.url);
  const { box } = loadBox(searchParams);
  if (box === null)
    throw new Failure("bad_request", "The query is wrong: box must be from~to~over~up_to, in milliseconds.", {
      details: [{ path: "box", message: "must be from~to~over~up_to, in milliseconds" }],
    });
  const view = loadLatencyView(searchParams);
  const scope = scopeOfView(view, ctx.now(), await viewerZone(view.tz));
  const answer: BoxAnswer = await readBox(ctx, scope, view.measure, {
    ...box,
    from: new Date(box.from).toISOString(),
    to: new Date(box.to).toISOString(),
  });
  return Response.json(answer, { headers: { "cache-control": "private, no-store" } });
});
