import { inProject } from "@/db/tenant";
import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";

import { type TraceFilter, traceFilter } from "./filter";
import { filterSql } from "./filter-sql";
import { foundTraces, indexedFilter } from "./find-traces";
import type { TraceSort } from "./sort";
import { type SortCursor, sortedFrom, sortedTraces } from "./sorted-traces";

export interface Neighbours {
  /** Trace ids; null: this trace is the first or the last of the list. */
  newer: string | null;
  older: string | null;
}

/** The traces just before and after one in the list that this filter makes (text search left out: it has no order to walk). */
export async function findNeighbours(
  ctx: Context,
  filter: TraceFilter,
  trace: { traceId: string; startedAt: string },
  sort: TraceSort | null = null,
): Promise<Neighbours> {
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      if (sort !== null) return sortedNeighbours(tx, ctx, filter, sort, trace.traceId);
      const indexed = await indexedFilter(tx, ctx, filter);
      if (indexed?.isAll) {
        const next = (oldestFirst: boolean) => tx<{ trace_id: string }[]>`
          select trace_id
          from ${foundTraces(tx, ctx, filter, indexed, { after: [trace.startedAt, trace.traceId], most: 1, oldestFirst })}`;
        const [newer, older] = await Promise.all([next(true), next(false)]);
        return { newer: idOf(newer[0]), older: idOf(older[0]) };
      }
      const [newer, older] = await Promise.all([
        tx<{ trace_id: string }[]>`
          select traces.trace_id
          from traces
          where ${filterSql(tx, ctx, filter)}
            and traces.started_at >= ${trace.startedAt}::timestamptz
            and (traces.started_at > ${trace.startedAt}::timestamptz or traces.trace_id < ${trace.traceId}::uuid)
          order by traces.started_at, traces.trace_id desc
          limit 1`,
        tx<{ trace_id: string }[]>`
          select traces.trace_id
          from traces
          where ${filterSql(tx, ctx, filter)}
            and traces.started_at <= ${trace.startedAt}::timestamptz
            and (traces.started_at < ${trace.startedAt}::timestamptz or traces.trace_id > ${trace.traceId}::uuid)
          order by traces.started_at desc, traces.trace_id
          limit 1`,
      ]);
      return { newer: idOf(newer[0]), older: idOf(older[0]) };
    },
    { readOnly: true },
  );
}

/** Before and after it in a list that stands by a number; "newer" is the one above. */
async function sortedNeighbours(
  tx: TransactionSql,
  ctx: Context,
  filter: TraceFilter,
  sort: TraceSort,
  traceId: string,
): Promise<Neighbours> {
  const { from } = await sortedFrom(tx, ctx, filter);
  const [own] = await sortedTraces(tx, ctx, { ...traceFilter({ from }), among: [traceId] }, sort, {
    after: null,
    limit: 1,
    from,
  });
  if (own === undefined) return { newer: null, older: null };
  const page = { after: [own.sort_value, own.started_at, own.trace_id] as SortCursor, limit: 1, from };
  const [above, below] = await Promise.all([
    sortedTraces(tx, ctx, filter, sort, { ...page, backwards: true }),
    sortedTraces(tx, ctx, filter, sort, page),
  ]);
  return { newer: idOf(above[0]), older: idOf(below[0]) };
}

const idOf = (row: { trace_id: string } | undefined): string | null => (row ? hexOfUuid(row.trace_id) : null);
