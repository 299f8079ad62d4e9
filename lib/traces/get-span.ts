import { z } from "zod";

import { readContent } from "@/lib/audit/read-content";
import { may } from "@/lib/auth/roles";
import { readBodies } from "@/lib/bodies/read-bodies";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { traceIdOfName } from "@/lib/model/client-ids";
import { parseSpanId, shardKeyOf } from "@/lib/model/ids";

import { assembleSpan } from "./assemble-span";
import { spanDocumentSchema } from "./document";
import { noSuchTrace } from "./get-trace";
import { mergeWrappers } from "./merge-wrappers";
import { readAround } from "./read-around";
import { readParts } from "./read-parts";
import { contextRefOf, repeatsByCall, shownKind, type StoredSpan } from "./span-row";

const spanDetailSchema = z.object({
  span: spanDocumentSchema,
  context: z
    .object({
      previous_span_id: z
        .string()
        .nullable()
        .meta({ description: "The model call before, in the same part of the trace." }),
      unchanged: z.number().meta({
        description: "How many of `span.input`'s first messages that call saw as well; the rest is new.",
      }),
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
  const traceId = traceIdOfName(input.traceId);
  const spanId = parseSpanId(input.spanId);
  return readContent(ctx, { action: "span.read", target: input.spanId, traceIds: [traceId] }, async (tx) => {
    const trace = await readAround(tx, ctx, traceId, spanId ?? "");
    if (trace === null) throw noSuchTrace(traceId);
    const { spans } = trace;
    const found = spans.find((candidate) => candidate.span_id === spanId);
    if (found === undefined)
      throw new Failure("not_found", `There is no span ${input.spanId} in trace ${traceId}.`);

    const readable = may(ctx.actor, "read_content");
    const repeats = repeatsByCall(spans);
    const wrappers = repeats.get(found.span_id) ?? [];
    const what = { content: readable, attributes: readable };
    const parts = await readParts(tx, ctx, traceId, [found, ...wrappers], what);

    const contexts = contextRefs(spans, repeats);
    const previous = callBefore(spans, found, contexts);
    const shardKey = shardKeyOf(ctx.project.shardKeys, traceId);
    const seen = [found, previous].map((span) => contexts.get(span?.span_id ?? "") ?? null);
    const bodies = await readBodies(
      tx,
      ctx.project.id,
      (readable ? seen : []).map((ref) => ({ ref, shardKey, parts: ["context"] as const })),
    );
    const [own, before] = seen.map((ref) => bodies.of(ref, shardKey)?.messageTexts("context") ?? undefined);
    return {
      span: mergeWrappers(
        assembleSpan(found, parts),
        wrappers.map((wrapper) => assembleSpan(wrapper, parts)),
      ),
      context: readable ? whatIsNew(own, previous?.span_id ?? null, before) : null,
      content_hidden: !readable,
    };
  });
}

/** What each span saw: its own messages, or those that a wrapper of it knows. */
function contextRefs(
  spans: readonly StoredSpan[],
  repeats: ReturnType<typeof repeatsByCall>,
): Map<string, string> {
  const own = new Map(
    spans.flatMap((span) => {
      const ref = span.seen_context_ref ?? contextRefOf(span);
      return ref === null ? [] : [[span.span_id, ref] as const];
    }),
  );
  return new Map(
    spans.flatMap((span) => {
      const known = [span, ...(repeats.get(span.span_id) ?? [])]
        .map(({ span_id }) => own.get(span_id))
        .find((ref) => ref !== undefined);
      return known === undefined ? [] : [[span.span_id, known] as const];
    }),
  );
}

/** The model call before this one: under the same parent if there is one, else the last that began before it. */
function callBefore(
  spans: readonly StoredSpan[],
  span: StoredSpan,
  contexts: ReadonlyMap<string, string>,
): StoredSpan | undefined {
  const before = spans
    .slice(0, spans.indexOf(span))
    .filter((other) => shownKind(other) === "llm" && contexts.has(other.span_id));
  return before.findLast((other) => other.parent_span_id === span.parent_span_id) ?? before.at(-1);
}

/** Compares two lists of messages by content: what they share at the beginning is unchanged. */
function whatIsNew(
  list: readonly (string | null)[] | undefined,
  previousSpanId: string | null,
  previous: readonly (string | null)[] | undefined,
): SpanDetail["context"] {
  if (list === undefined) return null;
  if (previous === undefined) return { previous_span_id: null, unchanged: 0, dropped: 0 };
  let unchanged = 0;
  while (unchanged < list.length && list[unchanged] === previous[unchanged]) unchanged++;
  return { previous_span_id: previousSpanId, unchanged, dropped: previous.length - unchanged };
}
