import type { Tx } from "@/db/client";
import { textArray } from "@/db/pg-array";
import { record } from "@/lib/audit/record";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";

import type { Asked, ExperimentKind } from "./experiment";

/** Of one project. */
const RUNNING_AT_ONCE = 3;
const CALLS_AN_HOUR = 1_000;

/** An experiment that says nothing for so long is run by nobody any more. */
export const LONGEST_MS = 30 * 60_000;

/** Class of the advisory lock under which a project's experiments are counted; with the project. */
const COUNTING = 6067;

export interface Begun {
  kind: ExperimentKind;
  traceId: string;
  spanId: string;
  calledAt: string;
  provider: { id: number; name: string };
  model: string;
  calls: number;
  asked: Asked;
  estimatedNanoUsd: bigint | null;
}

/**
 * Notes an experiment before its first call, so that none is made that nobody knows of.
 * @throws Failure too_many_requests when the project runs as many as it may, or has made as many calls as it may of late
 */
export async function beginExperiment(tx: Tx, ctx: Context, begun: Begun): Promise<number> {
  const { kind, traceId, spanId, calledAt, provider, model, calls, asked, estimatedNanoUsd } = begun;
  const now = ctx.now();
  await tx`select pg_advisory_xact_lock(${COUNTING}, ${ctx.project.id})`;
  const [counts] = await tx<{ running: number; calls: number }[]>`
    select
      count(*) filter (where state = 'running' and created_at > ${new Date(now.getTime() - LONGEST_MS)})::int as running,
      coalesce(sum(case when state = 'running' then calls_wanted else runs.made end), 0)::int as calls
    from experiments e
    left join lateral (
      select count(*)::int as made from experiment_runs r where r.project_id = e.project_id and r.experiment_id = e.id
    ) runs on true
    where project_id = ${ctx.project.id} and created_at > ${new Date(now.getTime() - 3_600_000)}`;
  if ((counts?.running ?? 0) >= RUNNING_AT_ONCE)
    throw new Failure(
      "too_many_requests",
      `${RUNNING_AT_ONCE} experiments of this project run already. Wait until one has ended, or cancel one.`,
      { retryAfterSeconds: 30 },
    );
  if ((counts?.calls ?? 0) + calls > CALLS_AN_HOUR)
    throw new Failure(
      "too_many_requests",
      `A project makes at most ${CALLS_AN_HOUR.toLocaleString("en")} such calls an hour; ${(counts?.calls ?? 0).toLocaleString("en")} were made. Run fewer times, or wait.`,
      { retryAfterSeconds: 600 },
    );
  const [made] = await tx<{ id: string }[]>`
    insert into experiments (project_id, kind, trace_id, span_id, called_at, provider_id, provider_name, model, calls_wanted,
      name, changes, request, estimated_cost_nano_usd, created_by, created_at)
    values (${ctx.project.id}, ${kind}, ${traceId}, ${spanId}, ${calledAt}, ${provider.id}, ${provider.name}, ${model}, ${calls},
      ${asked.name}, ${textArray(asked.changes)}::text[], ${JSON.stringify(asked)}, ${estimatedNanoUsd === null ? null : estimatedNanoUsd.toString()}, ${ctx.actor.name}, ${now})
    returning id::text as id`;
  if (!made) throw new Error("the experiment was not stored");
  const id = Number(made.id);
  await record(tx, ctx, {
    action: "experiment.started",
    target: `${kind === "rerun" ? "Re-run" : "What if"} ${id}`,
    detail: { id, kind, trace_id: traceId, span_id: spanId, provider: provider.name, model, calls },
  });
  return id;
}
