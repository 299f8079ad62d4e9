import { z } from "zod";

import { inProject } from "@/db/tenant";
import { may } from "@/lib/auth/roles";
import { readContexts } from "@/lib/contents/read-contexts";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { traceIdOfName } from "@/lib/model/client-ids";
import { hexOfUuid, parseSpanId } from "@/lib/model/ids";

import { assembleSpan } from "./assemble-span";
import { spanDocumentSchema } from "./document";
import { noSuchTrace } from "./get-trace";
import { mergeWrappers } from "./merge-wrappers";
import { readAround } from "./read-around";
import { readParts } from "./read-parts";
import { readSent } from "./read-sent";
import { repeatsByCall, shownKind, type StoredSpan } from "./span-row";

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
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const trace = await readAround(tx, ctx, traceId, spanId ?? "");
      if (trace === null) throw noSuchTrace(traceId);
      const { days, spans } = trace;
      const found = spans.find((candidate) => candidate.span_id === spanId);
      if (found === undefined)
        throw new Failure("not_found", `There is no span ${input.spanId} in trace ${traceId}.`);

      const readable = may(ctx.actor, "read_content");
      const repeats = repeatsByCall(spans);
      const wrappers = repeats.get(found.span_id) ?? [];
      const [span = found] = readable ? await readSent(tx, ctx, { traceId, days }, [found]) : [found];
      const parts = await readParts(tx, ctx, [span, ...wrappers], {
        content: readable,
        attributes: readable,
      });

      const contexts = contextIds(spans, repeats);
      const previous = callBefore(spans, found, contexts);
      const [ownContext, previousContext] = [span, previous].map(
        (of) => contexts.get(of?.span_id ?? "") ?? null,
      );
      const lists = await readContexts(tx, ctx.project.id, ctx.project.shardKeys, [
        ownContext ?? null,
        previousContext ?? null,
      ]);
      const listOf = (id: string | null | undefined) =>
        id ? lists.get(hexOfUuid(id))?.messageIds : undefined;
      return {
        span: mergeWrappers(
          assembleSpan(span, parts),
          wrappers.map((wrapper) => assembleSpan(wrapper, parts)),
        ),
        context: readable
          ? whatIsNew(listOf(ownContext), previous?.span_id ?? null, listOf(previousContext))
          : null,
        content_hidden: !readable,
      };
    },
    { readOnly: true },
  );
}

/** What each span saw: its own messages, or those that a wrapper of it knows. */
function contextIds(
  spans: readonly StoredSpan[],
  repeats: ReturnType<typeof repeatsByCall>,
): Map<string, string> {
  const own = new Map(
    spans.flatMap((span) => {
      const id = span.seen_context_id ?? span.context_id;
      return id === null ? [] : [[span.span_id, id] as const];
    }),
  );
  return new Map(
    spans.flatMap((span) => {
      const known = [span, ...(repeats.get(span.span_id) ?? [])]
        .map(({ span_id }) => own.get(span_id))
        .find((id) => id !== undefined);
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
