import { traceIdOfName } from "@/lib/model/client-ids";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import type { SpanKind } from "@/lib/model/kind";
import type { SpanDocument } from "@/lib/traces/document";
import { openTrace } from "@/lib/traces/get-trace";

/** Spans of a trace that are read to answer or to judge it, at most, and characters of them as JSON. */
export const MOST_RECORDED_SPANS = 2_000;
export const MOST_RECORDED_CHARACTERS = 32 * 1024 ** 2;

export interface Recorded {
  /** In the order of the trace. */
  spans: SpanDocument[];
  /** False: the trace holds more of them than are read. */
  isWhole: boolean;
}

/**
 * The spans of these kinds of a trace with what they carry, the first of them where there are very many.
 * @throws Failure forbidden, not_found
 */
export function readRecorded(
  ctx: Context,
  input: { traceId: string; kinds: readonly SpanKind[]; attributes?: boolean },
): Promise<Recorded> {
  requirePermission(ctx, "read_content");
  const { traceId, kinds, attributes = false } = input;
  return readContent(ctx, { action: "replay.read", traceIds: [traceIdOfName(traceId)] }, async (tx) => {
    const include: ("content" | "attributes")[] = attributes ? ["content", "attributes"] : ["content"];
    const { reader, next } = await openTrace(tx, ctx, { traceId, include });
    const spans: SpanDocument[] = [];
    const pieces = reader.ofKinds(new Set(kinds));
    let total = 0;
    for (let piece = await pieces.next(0); !piece.done;) {
      const characters = piece.value.reduce((sum, span) => sum + JSON.stringify(span).length, 0);
      spans.push(...piece.value);
      total += characters;
      const isFull = spans.length > MOST_RECORDED_SPANS || total > MOST_RECORDED_CHARACTERS;
      piece = await pieces.next(characters);
      if (!piece.done && isFull) return { spans: spans.slice(0, MOST_RECORDED_SPANS), isWhole: false };
    }
    const isWhole = next === null && spans.length <= MOST_RECORDED_SPANS;
    return { spans: spans.slice(0, MOST_RECORDED_SPANS), isWhole };
  });
}
