import type { Tx } from "@/db/client";
import type { Context } from "@/lib/context";
import type { Json } from "@/lib/model/json";
import type { SpanDocument } from "@/lib/traces/document";
import { openTrace } from "@/lib/traces/get-trace";
import { completenessParts } from "@/lib/traces/completeness-words";

import type { SpanSays, TraceSays } from "./decide";

/** A document that a trace was given. */
export interface GivenDocument {
  id: string;
  version: string | null;
  content: string;
  updatedAt: string | null;
}

export interface ReadSays {
  says: TraceSays;
  documents: GivenDocument[];
  startedAt: string;
  environment: string | null;
  release: string | null;
  missing: string[];
}

const MOST_DOCUMENTS = 1_000;
const MOST_ID = 512;

/**
 * What a trace says as far as decisions are told by it, its spans piece by piece: their texts do not lie in memory together. Of a
 * trace with more than 20,000 spans the first of them.
 */
export async function readSays(tx: Tx, ctx: Context, traceId: string): Promise<ReadSays> {
  const { head, reader, before } = await openTrace(tx, ctx, { traceId, include: ["content", "attributes"] });
  const spans: SpanSays[] = [];
  const documents = new Map<string, GivenDocument>();
  const pieces = reader.pieces(before);
  for (let piece = await pieces.next(0); !piece.done;) {
    for (const span of piece.value.documents) {
      spans.push(saysOf(span));
      for (const given of documentsOf(span)) {
        const key = JSON.stringify([given.id, given.version, given.content]);
        if (documents.size < MOST_DOCUMENTS && !documents.has(key)) documents.set(key, given);
      }
    }
    piece = await pieces.next(sizeOf(piece.value.documents));
  }
  return {
    says: {
      feature: head.feature,
      userId: head.user_id,
      sessionId: head.session_id,
      tools: head.tools,
      metadata: head.metadata ?? {},
      output: head.output === null ? null : asText(head.output),
      spans,
    },
    documents: [...documents.values()],
    startedAt: head.started_at,
    environment: head.environment,
    release: head.release,
    missing: completenessParts(head.completeness).flatMap(({ key, state }) => (state === false ? [key] : [])),
  };
}

const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** About as many characters as these spans hold. */
const sizeOf = (spans: readonly SpanDocument[]): number => JSON.stringify(spans).length;

const saysOf = (span: SpanDocument): SpanSays => ({
  spanId: span.span_id,
  attributes: span.attributes ?? {},
  metadata: span.metadata ?? {},
  tool:
    span.tool === null
      ? null
      : { name: span.tool.name, arguments: span.tool.arguments, result: span.tool.result },
});

/** A version is what the client calls so; without an id a document goes by its source or title. */
export function documentsOf(span: Pick<SpanDocument, "documents">): GivenDocument[] {
  return (span.documents ?? []).flatMap(({ id, content, metadata = {}, updated_at }) => {
    const name = id ?? wordOf(metadata.source) ?? wordOf(metadata.title);
    if (name === null) return [];
    return {
      id: name.slice(0, MOST_ID),
      version: versionOf(metadata),
      content: content ?? "",
      updatedAt: updated_at ?? wordOf(metadata.updated_at),
    };
  });
}

export const versionOf = (metadata: { [key: string]: Json }): string | null =>
  wordOf(metadata.version) ?? wordOf(metadata.revision) ?? wordOf(metadata.doc_version);

function wordOf(value: Json | undefined): string | null {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return null;
  const word = value.replaceAll("\0", "").trim();
  return word === "" ? null : word.slice(0, MOST_ID);
}
