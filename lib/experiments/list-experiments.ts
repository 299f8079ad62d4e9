import { inProject } from "@/db/tenant";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { traceIdOfName } from "@/lib/model/client-ids";
import { hexOfUuid } from "@/lib/model/ids";
import { usdOfNano } from "@/lib/money/nano-usd";

import { LONGEST_MS } from "./begin-experiment";
import type { ExperimentKind, ExperimentState } from "./experiment";

export interface ExperimentRow {
  id: number;
  kind: ExperimentKind;
  state: ExperimentState;
  traceId: string;
  spanId: string;
  providerName: string;
  model: string;
  /** Of the recorded span. */
  name: string;
  changes: string[];
  runs: number;
  failedRuns: number;
  /** Of the runs whose cost is known; null: of none it is. */
  costUsd: string | null;
  unknownCosts: number;
  createdBy: string;
  createdAt: string;
}

const MOST = 200;

/** Experiments, the newest first. @param traceId of one trace alone */
export async function listExperiments(
  ctx: Context,
  { traceId }: { traceId?: string | undefined } = {},
): Promise<{ rows: ExperimentRow[]; total: number }> {
  requirePermission(ctx, "read_content");
  const trace = traceId === undefined ? null : traceIdOfName(traceId);
  return readContent(ctx, { action: "experiments.listed" }, async (tx) => {
    const rows = await tx<(Omit<ExperimentRow, "costUsd"> & { cost: string | null; total: number })[]>`
        with chosen as (
          select id, project_id, kind, state, trace_id, span_id, provider_name, model, name, changes, created_by, created_at,
            count(*) over ()::int as total
          from experiments
          where project_id = ${ctx.project.id} and (${trace}::uuid is null or trace_id = ${trace}::uuid)
          order by id desc
          limit ${MOST}
        )
        select e.id, e.kind, ${stateSql(tx, ctx)} as state, e.trace_id as "traceId", e.span_id as "spanId",
          e.provider_name as "providerName", e.model, e.name, e.changes,
          e.created_by as "createdBy", e.created_at as "createdAt", e.total,
          coalesce(r.runs, 0) as runs, coalesce(r.failed, 0) as "failedRuns", r.cost, coalesce(r.unknown, 0) as "unknownCosts"
        from chosen e
        left join lateral (
          select count(*)::int as runs, count(*) filter (where state = 'failed')::int as failed, sum(cost_nano_usd)::text as cost,
            count(*) filter (where state = 'done' and cost_nano_usd is null)::int as unknown
          from experiment_runs
          where project_id = e.project_id and experiment_id = e.id
        ) r on true
        order by e.id desc`;
    if (rows.length > 0)
      noteContent(
        tx,
        rows.map((row) => row.traceId),
      );
    return {
      rows: rows.map(({ cost, total: _, ...row }) => ({
        ...row,
        id: Number(row.id),
        traceId: hexOfUuid(row.traceId),
        costUsd: cost === null ? null : usdOfNano(cost),
      })),
      total: rows[0]?.total ?? 0,
    };
  });
}

/** Whoever ran it may have died without a word. */
export const stateSql = (tx: Parameters<Parameters<typeof inProject>[2]>[0], ctx: Context) => tx`
  case when e.state = 'running' and e.created_at < ${new Date(ctx.now().getTime() - LONGEST_MS)}::timestamptz
    then 'interrupted' else e.state end`;

/** How many there are of a trace. */
export async function countExperiments(ctx: Context, traceId: string): Promise<number> {
  requirePermission(ctx, "read_content");
  const [row] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<{ count: number }[]>`
      select count(*)::int as count from experiments
      where project_id = ${ctx.project.id} and trace_id = ${traceIdOfName(traceId)}::uuid`,
    { readOnly: true },
  );
  return row?.count ?? 0;
}
