import { cache } from "react";

import type { TraceView } from "@/components/trace/search-params";
import { SPANS_WITH_PAGE } from "@/components/trace/skeleton";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import type { TraceDocument } from "@/lib/traces/document";
import { getTrace } from "@/lib/traces/get-trace";

/** Spans of which a conversation is made at once: each carries its messages. */
const SPANS_OF_TRANSCRIPT = 5_000;
/** Traces of so many spans are read whole: what their spans tell twice is known of all of them together. */
const READ_WHOLE = 10_000;

/**
 * The trace with as much as the view draws at first; null when there is none by this id. Bodies of single spans follow on demand,
 * and so do the spans of a trace that is too large for a page.
 * Read once a request: the page and its title ask alike.
 * @param cursor which page of a transcript
 */
export const readTrace = cache(
  async (
    ctx: Context,
    traceId: string,
    view: TraceView,
    cursor: string | null,
  ): Promise<TraceDocument | null> => {
    try {
      if (view === "transcript")
        return await getTrace(ctx, {
          traceId,
          ...(cursor !== null && { cursor }),
          include: ["content"],
          limit: SPANS_OF_TRANSCRIPT,
        });
      const first = await getTrace(ctx, { traceId, include: [], limit: SPANS_WITH_PAGE });
      return first.next_cursor === null || first.counts.spans > READ_WHOLE
        ? first
        : await getTrace(ctx, { traceId, include: [], limit: READ_WHOLE });
    } catch (error) {
      // A mistyped id is as absent as an unknown one.
      if (error instanceof Failure && (error.code === "not_found" || error.code === "bad_request"))
        return null;
      throw error;
    }
  },
);
