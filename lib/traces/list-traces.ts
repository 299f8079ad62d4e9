import type { TransactionSql } from "postgres";

import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { may } from "@/lib/auth/roles";
import { readBodies } from "@/lib/bodies/read-bodies";
import type { Context } from "@/lib/context";
import { groupBy } from "@/lib/model/group-by";
import { hexOfUuid, shardKeyOf } from "@/lib/model/ids";
import { listScores } from "@/lib/scores/list-scores";

import { readTraceCursor, writeCursor } from "./cursor";
import type { TraceListQuery } from "./filter";
import { findHits } from "./find-hits";
import { pageOfTraces } from "./page-of-traces";
import { INPUT_PARTS, shownInputOf, OUTPUT_PARTS, shownOutputOf, previewOf } from "./preview";
import { searchTraces } from "./search-traces";
import type { TraceSort } from "./sort";
import { readSortCursor, sortedFrom, sortedTraces, writeSortCursor } from "./sorted-traces";
import type { TraceSummary } from "./summary";
import { headOfRow, type TraceRow } from "./trace-row";

export interface TracePage {
  data: TraceSummary[];
  /** Hand it back as `cursor` for older traces; null at the end. */
  next_cursor: string | null;
  /** With `q` only: how far back the text was looked for; a page may be short and still go on. */
  searched_to?: string;
  /** Sorted lists of very many only: older ones than this are not in it. */
  sorted_from?: string;
}

export const DEFAULT_PAGE = 50;

interface ListOptions {
  places?: boolean;
  scores?: boolean;
  /** Null: newest first. */
  sort?: TraceSort | null;
}

/**
 * Traces that pass a filter, newest first; with `q` each with where it was found, unless `places` is false; with their judgements
 * where `scores` is asked for. A search stands by time: it is walked.
 * @throws Failure bad_request when the cursor is none of ours.
 */
export async function listTraces(
  ctx: Context,
  query: TraceListQuery,
  { places = true, scores = false, sort = null }: ListOptions = {},
): Promise<TracePage> {
  const limit = query.limit ?? DEFAULT_PAGE;
  const bySort = isSearch(query) ? null : sort;
  return readContent(ctx, { action: isSearch(query) ? "traces.searched" : "traces.listed" }, async (tx) => {
    if (isSearch(query)) {
      const q = (query.q ?? "").trim();
      const after = query.cursor === undefined ? null : readTraceCursor(query.cursor);
      const found = await searchTraces(tx, ctx, { ...query, q }, { after, limit });
      const data = await summaries(tx, ctx, found.rows, scores);
      if (places) {
        const hits = await findHits(tx, ctx, q, found.rows, found.bodies);
        for (const [index, row] of found.rows.entries())
          (data[index] as TraceSummary).hit = hits.get(row.trace_id) ?? null;
      }
      return {
        data,
        next_cursor: found.next && writeCursor(...found.next),
        searched_to: found.searchedTo,
      };
    }
    if (bySort !== null) return sortedPage(tx, ctx, query, bySort, scores);
    const after = query.cursor === undefined ? null : readTraceCursor(query.cursor);
    const rows = await pageOfTraces(tx, ctx, query, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: await summaries(tx, ctx, page, scores),
      next_cursor: last === undefined ? null : writeCursor(last.started_at, last.trace_id),
    };
  });
}

async function sortedPage(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  sort: TraceSort,
  withScores: boolean,
): Promise<TracePage> {
  const limit = query.limit ?? DEFAULT_PAGE;
  const { from, bounded } = await sortedFrom(tx, ctx, query);
  const rows = await sortedTraces(tx, ctx, query, sort, {
    after: query.cursor === undefined ? null : readSortCursor(query.cursor),
    limit: limit + 1,
    from,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    data: await summaries(tx, ctx, page, withScores),
    next_cursor:
      last === undefined ? null : writeSortCursor([last.sort_value, last.started_at, last.trace_id]),
    ...(bounded && { sorted_from: from }),
  };
}

const isSearch = ({ q }: TraceListQuery): boolean => q !== undefined && q.trim() !== "";

/** Rows as the list shows them, with the first words of input and output for those who may read them. */
export async function summaries(
  tx: TransactionSql,
  ctx: Context,
  rows: readonly TraceRow[],
  withScores = false,
): Promise<TraceSummary[]> {
  const readable = may(ctx.actor, "read_content");
  const shardOf = (row: TraceRow): number => shardKeyOf(ctx.project.shardKeys, hexOfUuid(row.trace_id));
  const bodies = await readBodies(
    tx,
    ctx.project.id,
    (readable ? rows : []).flatMap((row) => [
      { ref: row.input_ref, shardKey: shardOf(row), parts: INPUT_PARTS },
      { ref: row.output_ref, shardKey: shardOf(row), parts: OUTPUT_PARTS },
    ]),
  );
  const told = rows.filter(({ input_ref, output_ref }) => input_ref !== null || output_ref !== null);
  if (readable && told.length > 0)
    noteContent(
      tx,
      told.map((row) => row.trace_id),
    );
  const scores = groupBy(
    withScores && rows.length > 0
      ? await listScores(tx, ctx, { traceIds: rows.map((row) => row.trace_id) })
      : [],
    (score) => score.trace_id,
  );
  return rows.map((row) => {
    const own = scores.get(hexOfUuid(row.trace_id));
    return {
      ...headOfRow(row, !readable, ctx.now()),
      input_preview: previewOf(shownInputOf(bodies.of(row.input_ref, shardOf(row)))),
      output_preview: previewOf(shownOutputOf(bodies.of(row.output_ref, shardOf(row)))),
      ...(own && { scores: own }),
    };
  });
}
