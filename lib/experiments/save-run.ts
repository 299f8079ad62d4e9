import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { storableJson } from "@/lib/model/json-text";
import type { Json } from "@/lib/model/json";
import type { TokenBuckets } from "@/lib/model/tokens";
import { usdOfNano } from "@/lib/money/nano-usd";
import { redactSecrets } from "@/lib/privacy/redact";

import type { WhatIfResult } from "./find-cause";
import type { MadeCall } from "./make-calls";

/** Keeps a call with its answer. @throws Failure conflict when the experiment was deleted, or erased, meanwhile */
export async function saveRun(
  ctx: Context,
  experimentId: number,
  made: MadeCall,
  priced: { tokens: TokenBuckets | null; costNanoUsd: bigint | null },
): Promise<void> {
  const { number, part, startedAt, durationMs, outcome } = made;
  const answered = outcome.state === "done" ? outcome.answered : null;
  const answer = answered && storableJson(redactSecrets(answered.answer as unknown as Json));
  const stored = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx`
      insert into experiment_runs (experiment_id, project_id, number, part, state, answer, response_model, tokens, cost_nano_usd,
        started_at, duration_ms, ttft_ms, error)
      select id, project_id, ${number}::int, ${part}, ${outcome.state}, ${answer ? JSON.stringify(answer) : null},
        ${answered?.model ?? null}, ${priced.tokens === null ? null : JSON.stringify(priced.tokens)}::text::jsonb,
        ${priced.costNanoUsd === null ? null : priced.costNanoUsd.toString()}::bigint, ${startedAt}::timestamptz,
        ${durationMs}::int, ${answered?.ttftMs ?? null}::int, ${outcome.state === "failed" ? outcome.error : null}
      from experiments
      where project_id = ${ctx.project.id} and id = ${experimentId}`,
  );
  if (stored.count === 0)
    throw new Failure("conflict", "The experiment was deleted, or its texts were erased, while it ran.");
}

interface Ending {
  state: "done" | "cancelled" | "failed";
  error: string | null;
  result: WhatIfResult | null;
}

/** Says how it ended, with what its calls have cost as far as that is known. */
export async function endExperiment(
  ctx: Context,
  experimentId: number,
  { state, error, result }: Ending,
): Promise<void> {
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const ended = await tx`
      update experiments
      set state = ${state}, error = ${error}, result = ${result === null ? null : JSON.stringify(result)}, ended_at = ${ctx.now()}
      where project_id = ${ctx.project.id} and id = ${experimentId} and state = 'running'
      returning kind`;
    const [row] = ended;
    if (!row) return;
    const [sums] = await tx<{ runs: number; cost: string | null; unknown: number }[]>`
      select count(*)::int as runs, sum(cost_nano_usd)::text as cost,
        count(*) filter (where state = 'done' and cost_nano_usd is null)::int as unknown
      from experiment_runs
      where project_id = ${ctx.project.id} and experiment_id = ${experimentId}`;
    await record(tx, ctx, {
      action: "experiment.ended",
      target: `${row.kind === "rerun" ? "Re-run" : "What if"} ${experimentId}`,
      detail: {
        id: experimentId,
        state,
        calls: sums?.runs ?? 0,
        cost_usd: sums?.cost == null ? null : usdOfNano(sums.cost),
        calls_of_unknown_cost: sums?.unknown ?? 0,
      },
    });
  });
}
