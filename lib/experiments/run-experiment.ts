import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { asFailure, logFailure } from "@/lib/http/respond";
import { tokenTotals } from "@/lib/model/tokens";
import { usdOfNano } from "@/lib/money/nano-usd";
import { callModel } from "@/lib/providers/call-model";
import type { ProviderSettings } from "@/lib/providers/connect-provider";

import { beginExperiment, LONGEST_MS } from "./begin-experiment";
import type { ExperimentEvent, Run } from "./experiment";
import type { WhatIfResult } from "./find-cause";
import { Caller, type MadeCall, Stopped } from "./make-calls";
import { type Prepared, prepare } from "./prepare";
import { costOfRun, tokensOf } from "./price-run";
import { endExperiment, saveRun } from "./save-run";
import type { ExperimentInput } from "./schemas";
import { tryParts } from "./try-parts";

interface RunOptions {
  settings: ProviderSettings;
  /** Whoever watches has gone, or cancels: calls under way are ended at the provider. */
  signal: AbortSignal;
  tell: (event: ExperimentEvent) => void;
}

/**
 * Runs a recorded call again, as often as is asked for, or asks what would have been without parts of it. Calls and answers are kept
 * as an experiment beside the trace: no span is written, so that no figure of production knows of them.
 * @returns once the experiment is begun; the rest goes on and is told by events, the last of which is `ended`
 * @throws Failure forbidden, bad_request, not_found, conflict, too_many_requests: nothing was begun
 */
export async function runExperiment(
  ctx: Context,
  given: ExperimentInput,
  options: RunOptions,
): Promise<{ id: number; ended: Promise<void> }> {
  const prepared = await prepare(ctx, given, options.settings);
  const { input, original, connection, request, calls, asked, estimatedNanoUsd } = prepared;
  const id = await inProject(ctx.sql, ctx.project.id, (tx) =>
    beginExperiment(tx, ctx, {
      kind: input.kind,
      traceId: original.traceId,
      spanId: original.spanId,
      calledAt: original.startedAt,
      provider: connection,
      model: request.model,
      calls,
      asked,
      estimatedNanoUsd,
    }),
  );
  const estimatedUsd = estimatedNanoUsd === null ? null : usdOfNano(estimatedNanoUsd);
  options.tell({ type: "started", id, estimatedUsd, calls });
  return { id, ended: goOn(ctx, id, prepared, options) };
}

async function goOn(
  ctx: Context,
  id: number,
  prepared: Prepared,
  { signal, tell }: RunOptions,
): Promise<void> {
  const deadline = AbortSignal.timeout(LONGEST_MS - 60_000);
  const ending = await run(ctx, id, prepared, { signal: AbortSignal.any([signal, deadline]), tell })
    .then((result) => ({ state: "done" as const, error: null, result }))
    .catch((error: unknown) => {
      if (signal.aborted) return { state: "cancelled" as const, error: null, result: null };
      if (deadline.aborted) return { state: "failed" as const, error: "It took too long.", result: null };
      if (error instanceof Stopped) return { state: "failed" as const, error: error.message, result: null };
      const failure = asFailure(error);
      logFailure(failure);
      return { state: "failed" as const, error: failure.message, result: null };
    });
  await endExperiment(ctx, id, ending).catch((error: unknown) => logFailure(asFailure(error)));
  tell({ type: "ended", ...ending });
}

/** @returns what came of leaving parts out; null of a re-run */
async function run(
  ctx: Context,
  id: number,
  { input, original, connection, request, tried, book, calls }: Prepared,
  { signal, tell }: Pick<RunOptions, "signal" | "tell">,
): Promise<WhatIfResult | null> {
  const caller = new Caller({
    call: (asked, ending, onText) => callModel(connection, asked, { signal: ending, onText }),
    signal,
    onText: (number, part, text) => tell({ type: "text", run: number, part, text }),
    onMade: async (made) => {
      const answered = made.outcome.state === "done" ? made.outcome.answered : null;
      const costNanoUsd = answered && costOfRun(connection, request, answered, { book, at: made.startedAt });
      const tokens = answered && tokensOf(answered);
      await saveRun(ctx, id, made, { tokens, costNanoUsd });
      tell({ type: "run", run: runOf(made, tokens, costNanoUsd) });
    },
  });
  if (input.kind === "what_if")
    return tryParts(caller, {
      request,
      parts: tried,
      times: input.times,
      outcome: input.outcome,
      recorded: original.answer,
    });
  const made = await caller.make(Array.from({ length: calls }, () => ({ part: null, request })));
  const failed = made.flatMap(({ outcome }) => (outcome.state === "failed" ? [outcome.error] : []));
  if (failed.length === made.length) throw new Stopped(failed.at(-1) ?? "No call was made.");
  return null;
}

function runOf(
  { number, part, durationMs, outcome }: MadeCall,
  tokens: ReturnType<typeof tokensOf>,
  costNanoUsd: bigint | null,
): Run {
  const totals = tokenTotals(tokens);
  const answered = outcome.state === "done" ? outcome.answered : null;
  return {
    number,
    part,
    state: outcome.state,
    answer: answered?.answer ?? null,
    model: answered?.model ?? null,
    tokens: { input: totals?.input_total ?? null, output: totals?.output_total ?? null },
    costUsd: costNanoUsd === null ? null : usdOfNano(costNanoUsd),
    durationMs,
    ttftMs: answered?.ttftMs ?? null,
    error: outcome.state === "failed" ? outcome.error : null,
  };
}
