import type { Tx } from "@/db/client";
import type { Context } from "@/lib/context";
import { readDataPoints } from "@/lib/metrics/read-data-points";

import type { Budget } from "./budget";
import { periodAt } from "./period";

const only = (value: string | null): string[] => (value === null ? [] : [value]);

/**
 * Budgets in whose sum of the present period a tokenizer's counts are: slots keep no such count, so it is asked of figures by
 * environment, feature and model. Of one user or prompt version it is that they may be.
 */
export async function holdsEstimates(
  tx: Tx,
  ctx: Context,
  budgets: readonly Budget[],
  nowMs: number,
): Promise<Set<number>> {
  const estimated = async ({ environment, feature, model }: Partial<Budget>, fromMs: number) => {
    const [cell] = await readDataPoints(tx, ctx, {
      source: "calls",
      sums: ["estimated_calls"],
      from: new Date(fromMs).toISOString(),
      // Clocks run ahead.
      to: new Date(nowMs + 60_000).toISOString(),
      interval: "range",
      filters: {
        environment: only(environment ?? null),
        feature: only(feature ?? null),
        model: only(model ?? null),
      },
    });
    return (cell?.sums.estimated_calls ?? 0n) > 0n;
  };
  const starts = budgets.map((budget) => periodAt(nowMs, budget).startMs);
  // Most projects have none at all.
  if (budgets.length === 0 || !(await estimated({}, Math.min(...starts)))) return new Set();
  const found = await Promise.all(budgets.map((budget, place) => estimated(budget, starts[place]!)));
  return new Set(budgets.flatMap(({ id }, place) => (found[place] ? [id] : [])));
}
