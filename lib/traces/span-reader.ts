import type { TransactionSql } from "postgres";

import { byteaArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import type { SpanKind } from "@/lib/model/kind";

import { assembleSpan } from "./assemble-span";
import type { SpanDocument } from "./document";
import { mergeWrappers } from "./merge-wrappers";
import { readParts } from "./read-parts";
import { readSpans } from "./read-spans";
import type { ReadTrace } from "./read-trace";
import { cursorAt, type SpanCursor } from "./span-cursor";
import { repeatsByCall, shownKind, type StoredSpan } from "./span-row";

export interface SpanPiece {
  documents: SpanDocument[];
  /** Where it ends; null: with the page. */
  end: SpanCursor | null;
}

/** Spans of the first piece where their size matters: how many the next may hold is known after it. */
const FIRST_PIECE = 20;
/** A piece is at most so many times the one before: small spans say little of those that follow. */
const GROWTH = 8;
const PIECE_CHARACTERS = 8_000_000;
/** Failed spans among which the one that a trace is named after is looked for. */
const MOST_FAILED = 100;

/** Makes documents of the spans of a page, piece by piece: bodies of thousands of spans do not lie in memory together. */
export class SpanReader {
  private readonly repeats: Promise<ReturnType<typeof repeatsByCall>>;

  constructor(
    private readonly tx: TransactionSql,
    private readonly ctx: Context,
    private readonly trace: ReadTrace & { traceId: string },
    private readonly what: { content: boolean; attributes: boolean },
  ) {
    this.repeats = this.readRepeats().then(repeatsByCall);
  }

  /** All spans of the page. */
  all(): Promise<SpanDocument[]> {
    return this.read(this.trace.spans);
  }

  /**
   * The same, piece by piece. Handed back is how many characters the last one made, from which the size of the next is found.
   * @param before spans of earlier pages
   */
  async *pieces(before: number): AsyncGenerator<SpanPiece, void, number> {
    const { spans } = this.trace;
    let from = 0;
    const batches = this.batches(spans);
    for (let batch = await batches.next(0); !batch.done;) {
      from += batch.value.length;
      const end = from < spans.length ? cursorAt(spans[from - 1] as StoredSpan, before + from) : null;
      batch = await batches.next(yield { documents: batch.value, end });
    }
  }

  /** Those of these kinds alone, piece by piece as above: bodies of the others are not read. */
  ofKinds(kinds: ReadonlySet<SpanKind>): AsyncGenerator<SpanDocument[], void, number> {
    return this.batches(this.trace.spans.filter((span) => kinds.has(shownKind(span))));
  }

  private async *batches(spans: readonly StoredSpan[]): AsyncGenerator<SpanDocument[], void, number> {
    let size = FIRST_PIECE;
    for (let from = 0; from < spans.length;) {
      const some = spans.slice(from, from + size);
      from += some.length;
      const characters = yield await this.read(some);
      const fitting = Math.floor((some.length * PIECE_CHARACTERS) / characters);
      size = Math.max(1, Math.min(fitting, some.length * GROWTH));
    }
  }

  /** The failed spans of the whole trace that may tell why it failed: those of its error type first. */
  async failed(): Promise<SpanDocument[]> {
    const { row, isWhole, spans, traceId, days } = this.trace;
    const failed = isWhole
      ? spans.filter((span) => span.is_error)
      : await readSpans(this.tx, this.ctx, traceId, days, {
          where: this.tx`is_error`,
          limit: MOST_FAILED,
        });
    const named = failed.filter((span) => span.error_type === row.error_type);
    const some = [...named, ...failed.filter((span) => span.error_type !== row.error_type)];
    return this.read(some.slice(0, MOST_FAILED));
  }

  /** Documents of spans, each model call with what its wrappers know. */
  private async read(spans: readonly StoredSpan[]): Promise<SpanDocument[]> {
    const { tx, ctx, what, trace } = this;
    const repeats = await this.repeats;
    const wrappers = spans.flatMap((span) => repeats.get(span.span_id) ?? []);
    const all = [...new Map([...spans, ...wrappers].map((span) => [span.span_id, span])).values()];
    const parts = await readParts(tx, ctx, trace.traceId, all, what);
    const documents = new Map(all.map((span) => [span.span_id, assembleSpan(span, parts)]));
    return spans.map(({ span_id }) =>
      mergeWrappers(
        documents.get(span_id) as SpanDocument,
        (repeats.get(span_id) ?? []).flatMap((wrapper) => documents.get(wrapper.span_id) ?? []),
      ),
    );
  }

  /** Spans that repeat a call of the page: some may stand on another. */
  private async readRepeats(): Promise<readonly StoredSpan[]> {
    const { isWhole, spans, traceId, days } = this.trace;
    if (isWhole) return spans;
    const ids = byteaArray(spans.map(({ span_id }) => span_id));
    return readSpans(this.tx, this.ctx, traceId, days, {
      where: this.tx`derived_call_trace_id is null and derived_call_id = any(${ids}::bytea[])`,
      limit: 2 * spans.length,
    });
  }
}
