import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";

import type { TraceFilter } from "./filter";
import { filterSql } from "./filter-sql";
import { foundTraces, indexedFilter } from "./find-traces";

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
): Promise<Neighbours> {
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
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

const idOf = (row: { trace_id: string } | undefined): string | null => (row ? hexOfUuid(row.trace_id) : null);
