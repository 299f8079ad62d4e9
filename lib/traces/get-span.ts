import { z } from "zod";

import { inProject } from "@/db/tenant";
import { may } from "@/lib/auth/roles";
import { readContexts } from "@/lib/contents/read-contexts";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { hexOfUuid, parseSpanId } from "@/lib/model/ids";

import { assembleSpan } from "./assemble-span";
import { spanDocumentSchema } from "./document";
import { findWrappers } from "./find-wrappers";
import { checkedTraceId, noSuchTrace, readParts } from "./get-trace";
import { mergeWrappers } from "./merge-wrappers";
import { findTraceDays, readSpans } from "./read-spans";
import { shownKind, type StoredSpan } from "./span-row";

export const spanDetailSchema = z.object({
  span: spanDocumentSchema,
  context: z
    .object({
      previous_span_id: z.string().nullable().meta({ description: "The model call before, in the same part of the trace." }),
      unchanged: z.number().meta({ description: "How many of `span.input`'s first messages that call saw as well; the rest is new." }),
      dropped: z.number().meta({ description: "How many messages that call saw that this one did not." }),
    })
    .nullable(),
  content_hidden: z.boolean(),
});
export type SpanDetail = z.output<typeof spanDetailSchema>;

/**
 * One span with all its bodies and raw attributes, and what is new in its context window.
 * @throws Failure not_found when the trace or the span is unknown.
 */
export async function getSpan(ctx: Context, input: { traceId: string; spanId: string }): Promise<SpanDetail> {
  const traceId = checkedTraceId(input.traceId);
  const spanId = parseSpanId(input.spanId);
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const days = await findTraceDays(tx, ctx, traceId);
      if (days === null) throw noSuchTrace(traceId);
      const spans = await readSpans(tx, ctx, traceId, days);
      const span = spans.find((candidate) => candidate.span_id === spanId);
      if (span === undefined) throw new Failure("not_found", `There is no span ${input.spanId} in trace ${traceId}.`);

      const readable = may(ctx.actor, "read_content");
      const wrappers = findWrappers(spans).get(span.span_id) ?? [];
      const wrapperSpans = wrappers.flatMap((id) => spans.filter((candidate) => candidate.span_id === id));
      const parts = await readParts(tx, ctx, [span, ...wrapperSpans], { content: readable, attributes: readable });

      const previous = callBefore(spans, span);
      const lists = await readContexts(tx, ctx.project.id, ctx.project.shardKeys, [span.context_id, previous?.context_id ?? null]);
      const listOf = (of: StoredSpan | undefined) => (of?.context_id ? lists.get(hexOfUuid(of.context_id))?.messageIds : undefined);
      return {
        span: mergeWrappers(
          assembleSpan(span, parts),
          wrapperSpans.map((wrapper) => assembleSpan(wrapper, parts)),
        ),
        context: readable ? whatIsNew(listOf(span), previous?.span_id ?? null, listOf(previous)) : null,
        content_hidden: !readable,
      };
    },
    { readOnly: true },
  );
}

/** The model call before this one: under the same parent if there is one, else the last that began before it. */
export function callBefore(spans: readonly StoredSpan[], span: StoredSpan): StoredSpan | undefined {
  const position = spans.indexOf(span);
  const before = spans.slice(0, position).filter((other) => shownKind(other) === "llm" && other.context_id !== null);
  return before.findLast((other) => other.parent_span_id === span.parent_span_id) ?? before.at(-1);
}

/** Compares two lists of messages by content: what they share at the beginning is unchanged. */
export function whatIsNew(
  list: readonly string[] | undefined,
  previousSpanId: string | null,
  previous: readonly string[] | undefined,
): SpanDetail["context"] {
  if (list === undefined) return null;
  if (previous === undefined) return { previous_span_id: null, unchanged: 0, dropped: 0 };
  let unchanged = 0;
  while (unchanged < list.length && list[unchanged] === previous[unchanged]) unchanged++;
  return { previous_span_id: previousSpanId, unchanged, dropped: previous.length - unchanged };
}
