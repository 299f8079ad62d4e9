import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { shardList } from "@/lib/traces/filter-sql";

import { REPORT_SCORE } from "./report-score";

/** Decisions in figures: nobody and nothing is named. */
export interface DecisionOverview {
  decisions: number;
  withoutSubject: number;
  withoutOutcome: number;
  /** With a part of the trace that was not recorded. */
  incomplete: number;
  reported: number;
  erased: number;
  /** Reports of end users, of whatever trace. */
  reports: number;
  /** Traces that they are of. */
  reportedTraces: number;
  /** Parts that are missing, the most frequent first. */
  missing: { part: string; decisions: number }[];
  byFeature: { feature: string | null; decisions: number; incomplete: number; reported: number }[];
  oldest: string | null;
}

const MOST_FEATURES = 50;

/** What the project's decisions of a range come to. @throws Failure forbidden */
export async function decisionOverview(
  ctx: Context,
  range: { from: string; to: string; environment: string | null },
): Promise<DecisionOverview> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const within = tx`
        d.project_id = ${ctx.project.id} and d.shard_key = any(${shardList(ctx)}::int[])
        and d.started_at >= ${range.from}::timestamptz and d.started_at < ${range.to}::timestamptz
        ${range.environment === null ? tx`` : tx`and d.environment = ${range.environment}`}`;
      const reported = tx`exists (
        select from scores s
        where s.project_id = d.project_id and s.shard_key = d.shard_key and s.trace_id = d.trace_id
          and s.name = ${REPORT_SCORE} and s.source = 'user')`;
      const [[sums], [reports], missing, byFeature, [oldest]] = await Promise.all([
        tx<
          Pick<
            DecisionOverview,
            "decisions" | "withoutSubject" | "withoutOutcome" | "incomplete" | "reported" | "erased"
          >[]
        >`
          select count(*)::int as decisions,
            count(*) filter (where subject is null and erased_at is null)::int as "withoutSubject",
            count(*) filter (where outcome is null and erased_at is null)::int as "withoutOutcome",
            count(*) filter (where cardinality(missing) > 0)::int as incomplete,
            count(*) filter (where ${reported})::int as reported,
            count(erased_at)::int as erased
          from decisions d
          where ${within}`,
        tx<{ reports: number; traces: number }[]>`
          select count(*)::int as reports, count(distinct trace_id)::int as traces
          from scores
          where project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[]) and name = ${REPORT_SCORE}
            and source = 'user' and created_at >= ${range.from}::timestamptz and created_at < ${range.to}::timestamptz`,
        tx<DecisionOverview["missing"]>`
          select part, count(*)::int as decisions
          from decisions d, unnest(missing) as part
          where ${within}
          group by part
          order by 2 desc, 1`,
        tx<DecisionOverview["byFeature"]>`
          select feature, count(*)::int as decisions, count(*) filter (where cardinality(missing) > 0)::int as incomplete,
            count(*) filter (where ${reported})::int as reported
          from decisions d
          where ${within}
          group by feature
          order by 2 desc, 1
          limit ${MOST_FEATURES}`,
        tx<{ at: string | null }[]>`
          select min(started_at) as at from decisions d
          where d.project_id = ${ctx.project.id} and d.shard_key = any(${shardList(ctx)}::int[])`,
      ]);
      return {
        ...(sums as NonNullable<typeof sums>),
        reports: reports?.reports ?? 0,
        reportedTraces: reports?.traces ?? 0,
        missing: [...missing],
        byFeature: [...byFeature],
        oldest: oldest?.at ?? null,
      };
    },
    { readOnly: true },
  );
}
