import { viewerZone } from "@/app/viewer-zone";
import type { ListView } from "@/components/trace-list/search-params";
import { listBookmarks } from "@/lib/bookmarks/list-bookmarks";
import type { Context } from "@/lib/context";
import type { TraceFilter } from "@/lib/traces/filter";

import { traceFilterOf } from "./search-params";

/** The question behind a view, for whoever looks at it: bookmarks are their own. */
export async function listedFilter(ctx: Context, view: ListView, now: Date): Promise<TraceFilter> {
  const filter = traceFilterOf(view, now, await viewerZone(view.tz));
  return view.bookmarked ? { ...filter, among: await listBookmarks(ctx) } : filter;
}
