import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { usdOfNano } from "@/lib/money/nano-usd";

import { type Budget, limitNow } from "./budget";
import { periodName } from "./period";
import { readBudgets } from "./read-budgets";
import { NO_SUMS, readSums } from "./read-sums";

export interface Ceiling {
  id: number;
  name: string;
  period: string;
  spentUsd: string;
  limitUsd: string;
  /** Spent as a share of the limit. */
  used: number;
}

/**
 * Of the budgets that count all calls of the project, or of the environment, the one of which most is spent; null: there is none.
 * @param environment the one that is looked at; null: all
 */
export async function tightestCeiling(ctx: Context, environment: string | null): Promise<Ceiling | null> {
  requirePermission(ctx, "read_aggregates");
  const now = ctx.now();
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const all = await readBudgets(tx, ctx.project.id, now);
      const wide = all.filter((budget) => budget.counted && !budget.paused && isWide(budget, environment));
      if (wide.length === 0) return null;
      const sums = await readSums(tx, ctx.project.id, wide, now.getTime());
      const [first] = wide
        .map((budget): Ceiling => {
          const { spent } = sums.get(budget.id) ?? NO_SUMS;
          const limit = limitNow(budget);
          return {
            id: budget.id,
            name: budget.name,
            period: periodName(budget),
            spentUsd: usdOfNano(spent),
            limitUsd: usdOfNano(limit),
            used: Number((spent * 100_000n) / limit) / 100_000,
          };
        })
        .toSorted((a, b) => b.used - a.used);
      return first ?? null;
    },
    { readOnly: true },
  );
}

const isWide = (budget: Budget, environment: string | null): boolean =>
  budget.feature === null &&
  budget.model === null &&
  budget.promptVersion === null &&
  budget.user === null &&
  !budget.everyUser &&
  (budget.environment === null || budget.environment === environment);
