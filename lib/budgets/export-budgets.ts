import { recordExport } from "@/lib/audit/record-export";
import type { Context } from "@/lib/context";
import { toCsv } from "@/lib/format/csv";

import { listBudgets } from "./list-budgets";

const COLUMNS = [
  "name",
  "scope",
  "period",
  "state",
  "limit_usd",
  "spent_usd",
  "unknown_calls",
  "tokens_estimated",
  "used",
  "forecast_usd",
  "forecast_low_usd",
  "forecast_high_usd",
  "breach_expected_at",
  "period_start",
  "period_end",
] as const;

/** The table of budgets as a CSV file. @throws Failure forbidden */
export async function exportBudgets(ctx: Context): Promise<string> {
  const budgets = await listBudgets(ctx);
  await recordExport(ctx, "budgets.exported");
  const rows = budgets.map((budget) => {
    const end = budget.forecast?.points.at(-1);
    return [
      budget.name,
      budget.scope,
      budget.period,
      budget.state,
      budget.limitUsd,
      budget.spentUsd,
      budget.unknownCalls,
      budget.estimated,
      budget.used,
      end?.expected ?? null,
      end?.low ?? null,
      end?.high ?? null,
      budget.forecast?.breachMs ? new Date(budget.forecast.breachMs).toISOString() : null,
      budget.periodStartIso,
      budget.periodEndIso,
    ];
  });
  return toCsv(COLUMNS, rows);
}
