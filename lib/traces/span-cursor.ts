import type { ISql } from "postgres";
import { z } from "zod";

import { Failure } from "@/lib/errors";

import type { StoredSpan } from "./span-row";
import type { Fragment } from "./trace-condition";

/** Where a page of a trace's spans ended. */
const cursorSchema = z.object({
  /** Spans up to here. */
  before: z.int().nonnegative(),
  order: z.int().nullable(),
  startedAt: z.iso.datetime({ offset: true }),
  durationNs: z.int().nullable(),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
});
export type SpanCursor = z.infer<typeof cursorSchema>;

/** @param before spans of the pages up to and with this one, which it ends */
export const cursorAt = (span: StoredSpan, before: number): SpanCursor => ({
  before,
  order: span.derived_order,
  startedAt: span.started_at,
  durationNs: span.duration_ns,
  spanId: span.span_id,
});

/** Opaque to clients: base64url of JSON. */
export const writeSpanCursor = (cursor: SpanCursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString("base64url");

/** @throws Failure bad_request when it is no cursor of ours. */
export function readSpanCursor(text: string): SpanCursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw new Failure(
      "bad_request",
      "The cursor is none of ours: take next_cursor of the page before, or leave it out.",
      { cause, details: [{ path: "cursor", message: "must be the next_cursor of an earlier answer" }] },
    );
  }
}

/** No step has it: what is not in the order of its trace stands after what is, by start. */
const NO_ORDER = 2_147_483_647;
/** The longest: what has not ended stands before what began with it. */
const NOT_ENDED = "9223372036854775807";

/** Spans that stand after the cursor in the order of {@link stepOrder}. */
export const afterCursor = (sql: ISql, cursor: SpanCursor): Fragment => sql`
  (coalesce(derived_order, ${NO_ORDER}), started_at, -coalesce(duration_ns, ${NOT_ENDED}::bigint), span_id)
    > (${cursor.order ?? NO_ORDER}::int, ${cursor.startedAt}::timestamptz,
      -coalesce(${cursor.durationNs}::bigint, ${NOT_ENDED}::bigint), decode(${cursor.spanId}, 'hex'))`;

/** The order of a trace's steps. */
export const stepOrder = (sql: ISql): Fragment =>
  sql`derived_order, started_at, duration_ns desc nulls first, span_id`;
