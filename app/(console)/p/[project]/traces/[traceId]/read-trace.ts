import type { TraceView } from "@/components/trace/search-params";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import type { TraceDocument } from "@/lib/traces/document";
import { getTrace } from "@/lib/traces/get-trace";

/** Spans of which a conversation is made at once: each carries its messages. */
const SPANS_OF_TRANSCRIPT = 5_000;

/** The trace with as much as the view draws; null when there is none by this id. Bodies of single spans follow on demand. */
export async function readTrace(
  ctx: Context,
  traceId: string,
  view: TraceView,
  cursor: string | null,
): Promise<TraceDocument | null> {
  try {
    return await getTrace(ctx, {
      traceId,
      ...(cursor !== null && { cursor }),
      ...(view === "transcript" ? { include: ["content"], limit: SPANS_OF_TRANSCRIPT } : { include: [] }),
    });
  } catch (error) {
    // A mistyped id is as absent as an unknown one.
    if (error instanceof Failure && (error.code === "not_found" || error.code === "bad_request")) return null;
    throw error;
  }
}
