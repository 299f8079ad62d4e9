import type { TransactionSql } from "postgres";
import { z } from "zod";

import { readContent } from "@/lib/audit/read-content";
import { may } from "@/lib/auth/roles";
import { dayOfBlock, placeOf } from "@/lib/bodies/body-ref";
import { daysErased } from "@/lib/bodies/epochs";
import { readBodies } from "@/lib/bodies/read-bodies";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parseQuery } from "@/lib/http/query";
import { isObject } from "@/lib/model/json";
import { traceIdOfName } from "@/lib/model/client-ids";
import { shardKeyOf } from "@/lib/model/ids";
import { listScores } from "@/lib/scores/list-scores";

import type { SpanDocument, TraceDocument } from "./document";
import { INPUT_PARTS, shownInputOf, OUTPUT_PARTS, shownOutputOf } from "./preview";
import { MOST_SPANS_AT_ONCE, readTrace, type ReadTrace } from "./read-trace";
import { readSpanCursor, writeSpanCursor, type SpanCursor } from "./span-cursor";
import { SpanReader } from "./span-reader";
import { headOfRow, type TraceRow } from "./trace-row";

const LIMIT = `must be a whole number from 1 to ${MOST_SPANS_AT_ONCE}`;

export const getTraceQuerySchema = z.object({
  include: z
    .array(z.string())
    .default(["content"])
    .transform((given) => given.flatMap((words) => words.split(",")).filter((word) => word !== ""))
    .pipe(z.array(z.enum(["content", "attributes"], { error: "must be content, attributes or both" })))
    .meta({
      emptyMeansNone: true,
      description:
        "What to read besides the facts: `content` (the default), `attributes`, both by comma, or nothing (`include=`).",
    }),
  limit: z
    .string()
    .regex(/^\d{1,5}$/, { error: LIMIT })
    .transform(Number)
    .pipe(z.number().min(1, { error: LIMIT }).max(MOST_SPANS_AT_ONCE, { error: LIMIT }))
    .optional()
    .meta({
      description: `Spans a page: 1 to ${MOST_SPANS_AT_ONCE}, 10,000 unless told. A page ends earlier when its spans are larger than 16 MiB.`,
    }),
  cursor: z
    .string()
    .max(500)
    .optional()
    .meta({ description: "`next_cursor` of the page before: the same trace with its next spans." }),
});
export type GetTraceQuery = z.output<typeof getTraceQuerySchema>;

/** @throws Failure bad_request that names the wrong parameter. */
export const parseGetTraceQuery = (params: URLSearchParams): GetTraceQuery =>
  parseQuery(getTraceQuerySchema, params);

/**
 * Everything about one interaction, in the words of the public API. Without content it stays light for 20,000 spans, which is
 * the most that it holds; {@link traceText} also bounds what they carry.
 * @param input.traceId 32 hex digits, a UUID, or the id of its own that a client gave the trace
 */
export async function getTrace(
  ctx: Context,
  input: { traceId: string } & Partial<GetTraceQuery>,
): Promise<TraceDocument> {
  return readContent(ctx, { action: "trace.read", traceIds: [traceIdOfName(input.traceId)] }, async (tx) => {
    const { head, reader, next } = await openTrace(tx, ctx, input);
    return { ...head, spans: await reader.all(), next_cursor: next && writeSpanCursor(next) };
  });
}

export const noSuchTrace = (traceId: string): Failure =>
  new Failure(
    "not_found",
    `There is no trace ${traceId} in this project. It may not have arrived yet, or its retention has ended.`,
  );

/** A page of a trace: its head, and who reads its spans within the transaction. */
export async function openTrace(
  tx: TransactionSql,
  ctx: Context,
  input: { traceId: string } & Partial<GetTraceQuery>,
): Promise<{
  head: Omit<TraceDocument, "spans" | "next_cursor">;
  reader: SpanReader;
  /** Spans of earlier pages. */
  before: number;
  next: SpanCursor | null;
}> {
  const traceId = traceIdOfName(input.traceId);
  const include = input.include ?? ["content"];
  const after = input.cursor === undefined ? undefined : readSpanCursor(input.cursor);
  const [trace, scores, erased] = await Promise.all([
    readTrace(tx, ctx, traceId, { ...(after && { after }), ...(input.limit && { limit: input.limit }) }),
    listScores(tx, ctx, { traceIds: [traceId] }),
    daysErased(tx, ctx.project.id),
  ]);
  if (trace === null) throw noSuchTrace(traceId);
  const { row } = trace;
  const readable = may(ctx.actor, "read_content");
  const what = {
    content: readable && include.includes("content"),
    attributes: readable && include.includes("attributes"),
  };
  const shardKey = shardKeyOf(ctx.project.shardKeys, traceId);
  const bodies = await readBodies(
    tx,
    ctx.project.id,
    // Without content no block is opened, but on days of which something was erased.
    [
      { ref: row.input_ref, shardKey, parts: what.content ? INPUT_PARTS : [] },
      { ref: row.output_ref, shardKey, parts: what.content ? OUTPUT_PARTS : [] },
      { ref: row.metadata_ref, shardKey, parts: what.content ? (["metadata"] as const) : [] },
    ].filter(({ ref }) => ref !== null && (what.content || erased.has(dayOfBlock(placeOf(ref).block)))),
  );
  const metadata = bodies.of(row.metadata_ref, shardKey)?.value("metadata") ?? null;
  const erasedAt = [row.input_ref, row.output_ref, row.metadata_ref]
    .map((ref) => bodies.of(ref, shardKey)?.erasedAt)
    .find((at) => typeof at === "string");
  const reader = new SpanReader(tx, ctx, { ...trace, traceId }, what);
  return {
    head: {
      ...headOfRow(row, !readable, ctx.now()),
      ...(erasedAt && { erased_at: erasedAt }),
      metadata: isObject(metadata) ? metadata : what.content ? {} : null,
      input: what.content ? shownInputOf(bodies.of(row.input_ref, shardKey)) : null,
      output: what.content ? shownOutputOf(bodies.of(row.output_ref, shardKey)) : null,
      ...answeringSpan(trace),
      error: row.is_error ? errorOf(row, await reader.failed()) : null,
      scores,
    },
    reader,
    before: after?.before ?? 0,
    next: trace.next,
  };
}

/** The span whose record is the trace's answer; of what never answered, the one whose record is its question. */
function answeringSpan({ row, spans }: ReadTrace): Pick<TraceDocument, "answer_span_id"> {
  const ref = row.output_ref ?? row.input_ref;
  if (ref === null) return {};
  const found = spans.find(
    (span) => span.body_ref === ref || span.additions?.some((addition) => addition.body_ref === ref),
  );
  return found === undefined ? {} : { answer_span_id: found.span_id };
}

/** The failure that the trace is named after: the first failed span of its error type, the outermost of those first. */
function errorOf(row: TraceRow, spans: readonly SpanDocument[]): TraceDocument["error"] {
  const failed = spans.filter((span) => span.status === "error");
  const named = failed.filter((span) => span.error?.type === row.error_type);
  const error = [...named, ...failed].find((span) => span.error?.message)?.error;
  return {
    type: row.error_type ?? error?.type ?? null,
    message: error?.message ?? null,
    stack: error?.stack ?? null,
  };
}
