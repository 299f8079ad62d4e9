import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { hexOfUuid } from "@/lib/model/ids";
import { tokenTotals, type TokenBuckets } from "@/lib/model/tokens";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { ModelAnswer } from "@/lib/providers/model-call";

import type { Asked, ExperimentKind, ExperimentState, Run } from "./experiment";
import type { WhatIfResult } from "./find-cause";
import { stateSql } from "./list-experiments";

export interface ExperimentDocument {
  id: number;
  kind: ExperimentKind;
  state: ExperimentState;
  traceId: string;
  spanId: string;
  calledAt: string;
  providerName: string;
  model: string;
  callsWanted: number;
  asked: Asked;
  result: WhatIfResult | null;
  error: string | null;
  /** Before it began; null: unknown. */
  estimatedUsd: string | null;
  runs: Run[];
  createdBy: string;
  createdAt: string;
  endedAt: string | null;
}

interface Stored extends Omit<ExperimentDocument, "asked" | "result" | "estimatedUsd" | "runs"> {
  request: string;
  result: string | null;
  estimated: string | null;
}

/** One experiment with all of its answers. @throws Failure forbidden, not_found */
export async function getExperiment(ctx: Context, id: number): Promise<ExperimentDocument> {
  requirePermission(ctx, "read_content");
  return readContent(ctx, { action: "experiment.read", target: String(id) }, async (tx) => {
    const [row] = await tx<Stored[]>`
        select e.id, e.kind, ${stateSql(tx, ctx)} as state, e.trace_id as "traceId", e.span_id as "spanId",
          e.called_at as "calledAt", e.provider_name as "providerName", e.model, e.calls_wanted as "callsWanted", e.request,
          e.result, e.error, e.estimated_cost_nano_usd::text as estimated, e.created_by as "createdBy",
          e.created_at as "createdAt", e.ended_at as "endedAt"
        from experiments e
        where e.project_id = ${ctx.project.id} and e.id = ${id}`;
    if (!row)
      throw new Failure(
        "not_found",
        "There is no such experiment: it was deleted, or its call’s day is kept no more.",
      );
    noteContent(tx, [row.traceId]);
    const runs = await tx<StoredRun[]>`
        select number, part, state, answer, response_model as model, tokens, cost_nano_usd::text as cost,
          duration_ms as "durationMs", ttft_ms as "ttftMs", error
        from experiment_runs
        where project_id = ${ctx.project.id} and experiment_id = ${id}
        order by number`;
    const { request, result, estimated, ...rest } = row;
    return {
      ...rest,
      id: Number(row.id),
      traceId: hexOfUuid(row.traceId),
      asked: JSON.parse(request) as Asked,
      result: result === null ? null : (JSON.parse(result) as WhatIfResult),
      estimatedUsd: estimated === null ? null : usdOfNano(estimated),
      runs: runs.map(runOf),
    };
  });
}

interface StoredRun extends Omit<Run, "answer" | "tokens" | "costUsd"> {
  answer: string | null;
  tokens: TokenBuckets | null;
  cost: string | null;
}

function runOf({ answer, tokens, cost, ...run }: StoredRun): Run {
  const totals = tokenTotals(tokens);
  return {
    ...run,
    answer: answer === null ? null : (JSON.parse(answer) as ModelAnswer),
    tokens: { input: totals?.input_total ?? null, output: totals?.output_total ?? null },
    costUsd: cost === null ? null : usdOfNano(cost),
  };
}
