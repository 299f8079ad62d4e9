import { recordExport } from "@/lib/audit/record-export";
import { traceIdOfName } from "@/lib/model/client-ids";
import { readContent } from "@/lib/audit/read-content";
import type { Context } from "@/lib/context";

import type { TraceDocument } from "./document";
import { type GetTraceQuery, openTrace } from "./get-trace";
import { writeSpanCursor } from "./span-cursor";

/** Characters of a page's spans, as JSON. */
const MOST_CHARACTERS = 16 * 1024 ** 2;
/** Spans of a page unless told. */
export const SPANS_A_PAGE = 10_000;
/** How a trace is indented for reading. */
const INDENT = 2;

type Input = { traceId: string } & Partial<GetTraceQuery>;

/** A page of a trace, as JSON. */
interface TextPage {
  traceId: string;
  /** Of the document without its spans: an object, without the brace at its end. */
  head: string;
  spans: string[];
  /** Cursor of the next page. */
  next: string | null;
}

/**
 * Reads a page as text, which ends at `limit` spans or when it is large, whatever the spans carry: they become text piece by
 * piece, so that their bodies never lie in memory together.
 */
function readPage(ctx: Context, input: Input, most: number, indent?: number): Promise<TextPage> {
  return readContent(ctx, { action: "trace.read", traceIds: [traceIdOfName(input.traceId)] }, async (tx) => {
    const { head, reader, before, next } = await openTrace(tx, ctx, input);
    const spans: string[] = [];
    let total = 0;
    let end = null;
    const pieces = reader.pieces(before);
    for (let piece = await pieces.next(0); !piece.done;) {
      const texts = piece.value.documents.map((document) => JSON.stringify(document, null, indent));
      const characters = texts.reduce((sum, text) => sum + text.length, 0);
      spans.push(...texts);
      total += characters;
      end = piece.value.end;
      if (total > most) break;
      piece = await pieces.next(characters);
    }
    const cursor = end ?? next;
    return {
      traceId: head.trace_id,
      head: JSON.stringify(head, null, indent).replace(/\s*\}$/, ""),
      spans,
      next: cursor && writeSpanCursor(cursor),
    };
  });
}

/** A page of the document of the public API, in pieces: as one text it would lie in memory twice. */
export async function tracePageText(ctx: Context, input: Input): Promise<string[]> {
  const { head, spans, next } = await readPage(ctx, { limit: SPANS_A_PAGE, ...input }, MOST_CHARACTERS);
  const pieces = [`${head},"spans":[`];
  for (const [index, span] of spans.entries()) pieces.push(index === 0 ? span : `,${span}`);
  pieces.push(`],"next_cursor":${JSON.stringify(next)}}`);
  return pieces;
}

/** What a page of a whole trace holds: the next is read when the reader has taken it. */
const STREAMED_CHARACTERS = 8 * 1024 ** 2;
const STREAMED_SPANS = 4_000;

/**
 * The document, indented for reading: a page as the public API has it, or the whole, page by page, so that memory stays small
 * whatever its length. The first page is read before this returns: what is not there is said before anything is sent.
 */
export async function indentedTraceText(
  ctx: Context,
  input: Input,
  whole: boolean,
): Promise<{ traceId: string; pieces: AsyncGenerator<string> }> {
  const { cursor: _, ...fromStart } = input;
  const next = (cursor?: string): Promise<TextPage> =>
    readPage(
      ctx,
      { ...fromStart, limit: STREAMED_SPANS, ...(cursor !== undefined && { cursor }) },
      STREAMED_CHARACTERS,
      INDENT,
    );
  const first = whole
    ? await next()
    : await readPage(ctx, { limit: SPANS_A_PAGE, ...input }, MOST_CHARACTERS, INDENT);
  if (whole) await recordExport(ctx, "trace.exported", { traceIds: [first.traceId] });
  return { traceId: first.traceId, pieces: textOfPages(first, whole ? next : null) };
}

/** The whole document with content and attributes as one line, page by page. @throws Failure not_found, before the first piece */
export async function* traceLine(ctx: Context, traceId: string): AsyncGenerator<string> {
  const read = (cursor?: string): Promise<TextPage> =>
    readPage(
      ctx,
      {
        traceId,
        include: ["content", "attributes"],
        limit: STREAMED_SPANS,
        ...(cursor !== undefined && { cursor }),
      },
      STREAMED_CHARACTERS,
    );
  let page = await read();
  yield `${page.head},"spans":[`;
  let between = "";
  for (;;) {
    for (const span of page.spans) {
      yield between + span;
      between = ",";
    }
    if (page.next === null) break;
    page = await read(page.next);
  }
  yield `],"next_cursor":null}\n`;
}

/** The whole document with content and attributes, if it is no larger; null: it is. @throws Failure not_found */
export async function smallTrace(
  ctx: Context,
  traceId: string,
  most: { spans: number; characters: number },
): Promise<Omit<TraceDocument, "next_cursor"> | null> {
  const page = await readPage(
    ctx,
    { traceId, include: ["content", "attributes"], limit: most.spans },
    most.characters,
  );
  const text = `${page.head},"spans":[${page.spans.join(",")}]}`;
  return page.next === null && text.length <= most.characters
    ? (JSON.parse(text) as Omit<TraceDocument, "next_cursor">)
    : null;
}

/** @param next reads the page at a cursor; null: the first is all there is to be */
async function* textOfPages(
  first: TextPage,
  next: ((cursor: string) => Promise<TextPage>) | null,
): AsyncGenerator<string> {
  yield `${first.head},\n  "spans": [`;
  let between = "\n    ";
  let page = first;
  for (;;) {
    for (const span of page.spans) {
      yield between + span.replaceAll("\n", "\n    ");
      between = ",\n    ";
    }
    if (page.next === null || next === null) break;
    page = await next(page.next);
  }
  yield `${between === "\n    " ? "" : "\n  "}],\n  "next_cursor": ${JSON.stringify(page.next)}\n}`;
}
