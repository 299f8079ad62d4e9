import { randomUUID } from "node:crypto";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { nanoOfUsd, usdOfNano } from "@/lib/money/nano-usd";

import { type Budget, limitNow } from "./budget";
import type { CheckAnswer, CheckQuery } from "./check-schemas";
import type { KnownBudgets } from "./known-budgets";
import { periodAt, periodName, sumKeyMs } from "./period";
import { concerns, holderOf, scopeText } from "./scope";
import { amountAt, denyAt } from "./threshold";

interface Sums {
  spent: bigint;
  unknown: number;
  held: bigint;
  fits: boolean;
}

/**
 * May a call be made? Compares what is spent and held with every budget that concerns the call, and holds what it asks to, in one
 * statement: two that ask at once for the last cent are answered one after the other.
 *
 * Exact up to what has been derived, plus what is held.
 * @throws what the driver throws
 */
export async function checkBudgets(
  ctx: Pick<Context, "sql" | "project" | "now">,
  known: KnownBudgets,
  call: CheckQuery,
): Promise<CheckAnswer> {
  const budgets = (await known.of(ctx.project.id, ctx.now())).filter((budget) =>
    concerns(budget, call, budget.promptAliases),
  );
  if (budgets.length === 0) return { allowed: true, reservation_id: null, budgets: [] };
  const nano = call.reserve_usd === undefined ? 0n : (nanoOfUsd(call.reserve_usd) ?? 0n);
  const reservation = nano > 0n ? randomUUID() : null;
  const sums = await askFor(ctx, budgets, call, nano, reservation);
  const allowed = sums.every(({ fits }) => fits);
  const nowMs = ctx.now().getTime();
  return {
    allowed,
    reservation_id: allowed ? reservation : null,
    budgets: budgets.map((budget, index) =>
      answerOf(budget, sums[index] as Sums, allowed && reservation !== null ? nano : 0n, nowMs),
    ),
  };
}

/** A budget that is paused, or not yet counted, denies nothing. */
const deniesAt = (budget: Budget): bigint | null =>
  budget.paused || !budget.counted ? null : denyAt(limitNow(budget), budget.thresholds);

async function askFor(
  { sql, project, now }: Pick<Context, "sql" | "project" | "now">,
  budgets: readonly Budget[],
  call: CheckQuery,
  nano: bigint,
  reservation: string | null,
): Promise<Sums[]> {
  const nowMs = now().getTime();
  const keys = budgets.map((budget) => new Date(sumKeyMs(periodAt(nowMs, budget), budget)).toISOString());
  const rows = await sql<{ spent: string; unknown: number; held: string; fits: boolean }[]>`
    select spent::text, unknown_calls as unknown, held::text, fits
    from hold_budgets(${project.id}, ${plainArray(budgets.map(({ id }) => id))}::int[], ${textArray(keys)}::timestamptz[],
      ${textArray(budgets.map((budget) => holderOf(budget, call)))}::text[], ${plainArray(budgets.map(deniesAt))}::bigint[],
      ${String(nano)}::bigint, ${reservation}::uuid, ${new Date(nowMs + call.expires_s * 1000)})`;
  return rows.map((row) => ({ ...row, spent: BigInt(row.spent), held: BigInt(row.held) }));
}

function answerOf(
  budget: Budget,
  { spent, unknown, held, fits }: Sums,
  added: bigint,
  nowMs: number,
): CheckAnswer["budgets"][number] {
  const limit = limitNow(budget);
  const taken = spent + held + added;
  const deny = deniesAt(budget);
  return {
    id: budget.id,
    name: budget.name,
    scope: scopeText(budget),
    period: periodName(budget),
    limit_usd: usdOfNano(limit),
    spent_usd: usdOfNano(spent),
    unknown_calls: unknown,
    reserved_usd: usdOfNano(held + added),
    remaining_usd: usdOfNano(limit - taken),
    used: Number((taken * 10_000n) / limit) / 10_000,
    resets_at: budget.rolling ? null : new Date(periodAt(nowMs, budget).endMs).toISOString(),
    state: stateOf(budget, taken),
    denies_at_usd: deny === null ? null : usdOfNano(deny),
    denies: !fits,
  };
}

/** @param taken spent and held, nano-dollars */
export function stateOf(budget: Budget, taken: bigint): CheckAnswer["budgets"][number]["state"] {
  if (budget.paused) return "paused";
  if (!budget.counted) return "counting";
  const limit = limitNow(budget);
  if (taken >= limit) return "over";
  return budget.thresholds.some(({ percent }) => taken >= amountAt(limit, percent)) ? "warning" : "ok";
}
