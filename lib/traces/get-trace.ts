import type { TransactionSql } from "postgres";
import { z } from "zod";

import { inProject } from "@/db/tenant";
import { may } from "@/lib/auth/roles";
import { readContents } from "@/lib/contents/read-contents";
import { readContexts } from "@/lib/contents/read-contexts";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parseQuery } from "@/lib/http/query";
import { isObject } from "@/lib/model/json";
import { traceIdOfName } from "@/lib/model/client-ids";
import { contentsOfSent } from "@/lib/sent/decode-sent";
import { listScores } from "@/lib/scores/list-scores";

import { assembleSpan, type SpanParts } from "./assemble-span";
import type { SpanDocument, TraceDocument } from "./document";
import { mergeWrappers } from "./merge-wrappers";
import { bodyValue } from "./preview";
import { readPrices, readPrompts } from "./read-spans";
import { readSent } from "./read-sent";
import { readTrace } from "./read-trace";
import { repeatsByCall, type StoredAddition, type StoredSpan } from "./span-row";
import { headOfRow, type TraceRow } from "./trace-row";

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
});
export type GetTraceQuery = z.output<typeof getTraceQuerySchema>;

/** @throws Failure bad_request that names the wrong parameter. */
export const parseGetTraceQuery = (params: URLSearchParams): GetTraceQuery =>
  parseQuery(getTraceQuerySchema, params);

/**
 * Everything about one interaction, in the words of the public API. Without content it stays light for 10,000 spans.
 * @param input.traceId 32 hex digits, a UUID, or the id of its own that a client gave the trace
 */
export async function getTrace(
  ctx: Context,
  input: { traceId: string } & Partial<GetTraceQuery>,
): Promise<TraceDocument> {
  const traceId = traceIdOfName(input.traceId);
  const include = input.include ?? ["content"];
  return inProject(ctx.sql, ctx.project.id, (tx) => traceDocument(tx, ctx, traceId, include), {
    readOnly: true,
  });
}

export const noSuchTrace = (traceId: string): Failure =>
  new Failure(
    "not_found",
    `There is no trace ${traceId} in this project. It may not have arrived yet, or its retention has ended.`,
  );

async function traceDocument(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
  include: GetTraceQuery["include"],
): Promise<TraceDocument> {
  const [trace, scores] = await Promise.all([
    readTrace(tx, ctx, traceId),
    listScores(tx, ctx, { traceIds: [traceId] }),
  ]);
  if (trace === null) throw noSuchTrace(traceId);
  const { row, days, spans: stored } = trace;

  const readable = may(ctx.actor, "read_content");
  const content = readable && include.includes("content");
  const attributes = readable && include.includes("attributes");
  const spans = attributes ? await readSent(tx, ctx, { traceId, days }, stored) : stored;
  const parts = await readParts(tx, ctx, spans, {
    content,
    attributes,
    also: content ? [row.input_id, row.output_id, row.metadata_id] : [],
  });
  const { contents } = parts;
  const metadata = contents.value(row.metadata_id);
  const documents = assembleSpans(spans, parts);
  return {
    ...headOfRow(row, !readable, ctx.now()),
    metadata: isObject(metadata) ? metadata : content ? {} : null,
    input: bodyValue(contents, row.input_id),
    output: bodyValue(contents, row.output_id),
    error: row.is_error ? errorOf(row, documents) : null,
    scores,
    spans: documents,
  };
}

/** Documents of spans, each model call with what its wrappers know. */
function assembleSpans(spans: readonly StoredSpan[], parts: SpanParts): SpanDocument[] {
  const documents = new Map(spans.map((span) => [span.span_id, assembleSpan(span, parts)]));
  const repeats = repeatsByCall(spans);
  return [...documents.values()].map((document) =>
    mergeWrappers(
      document,
      (repeats.get(document.span_id) ?? []).flatMap(({ span_id }) => documents.get(span_id) ?? []),
    ),
  );
}

/** Reads whatever the documents of these spans need besides their rows; a fixed number of statements. */
export async function readParts(
  tx: TransactionSql,
  ctx: Context,
  spans: readonly StoredSpan[],
  what: { content: boolean; attributes: boolean; also?: readonly (string | null)[] },
): Promise<SpanParts> {
  const { id, shardKeys } = ctx.project;
  // What was sent refers to the bodies.
  const rows: readonly (StoredSpan | StoredAddition)[] = what.content
    ? spans.flatMap((span) => [span, ...(span.additions ?? [])])
    : what.attributes
      ? spans.flatMap((span) => [
          ...(span.sent ? [span] : []),
          ...(span.additions ?? []).filter((addition) => addition.sent),
        ])
      : [];
  const [contexts, prices, promptOf] = await Promise.all([
    readContexts(
      tx,
      id,
      shardKeys,
      rows.map((row) => row.context_id),
    ),
    readPrices(tx, ctx, spans),
    readPrompts(tx, ctx, spans),
  ]);
  const wanted: (string | null)[] = [...(what.also ?? [])];
  for (const row of rows) {
    wanted.push(row.settings_id, row.system_id, row.input_id, row.result_id, row.error_id);
    wanted.push(...(row.output_ids ?? []), ...(row.document_ids ?? []));
  }
  for (const context of contexts.values()) for (const messageId of context.messageIds) wanted.push(messageId);
  for (const span of what.attributes ? spans : []) {
    wanted.push(span.attributes_id, span.resource_id, span.metadata_id);
    if (span.sent) wanted.push(...contentsOfSent(span.sent));
    for (const { attributes_id, sent } of span.additions ?? [])
      wanted.push(attributes_id, ...(sent ? contentsOfSent(sent) : []));
  }
  const contents = await readContents(tx, id, shardKeys, wanted);
  return { contents, contexts, prices, promptOf, attributes: what.attributes, content: what.content };
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
