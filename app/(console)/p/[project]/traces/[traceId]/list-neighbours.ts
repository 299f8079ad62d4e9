import { listBookmarks } from "@/lib/bookmarks/list-bookmarks";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parseTraceFilter } from "@/lib/traces/filter";
import { findNeighbours, type Neighbours } from "@/lib/traces/find-neighbours";
import { isSortWord, sortOf } from "@/lib/traces/sort";
import type { TraceHead } from "@/lib/traces/summary";

/**
 * The traces before and after this one in the list that it was opened from.
 * @param list the list's filter in the words of the API (`feature=x&status=error`) and `bookmarked`; null: it was opened otherwise
 */
export async function findListNeighbours(
  ctx: Context,
  list: string | null,
  trace: TraceHead,
): Promise<Neighbours | null> {
  if (list === null) return null;
  try {
    const words = new URLSearchParams(list);
    const bookmarked = words.get("bookmarked") === "true";
    words.delete("bookmarked");
    const sort = words.get("sort");
    words.delete("sort");
    const filter = parseTraceFilter(words);
    if (bookmarked) filter.among = await listBookmarks(ctx);
    return await findNeighbours(
      ctx,
      filter,
      { traceId: trace.trace_id, startedAt: trace.started_at },
      isSortWord(sort) ? sortOf(sort) : null,
    );
  } catch (error) {
    // An old or hand-written link still shows the trace, only without its neighbours.
    if (error instanceof Failure && error.code === "bad_request") return null;
    throw error;
  }
}
