import { notFound } from "next/navigation";

import { type BudgetDetail, getBudget } from "@/lib/budgets/get-budget";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";

/** The budget that an address names; what is none, or is gone, is "not found". */
export async function readBudget(ctx: Context, id: string): Promise<BudgetDetail> {
  if (!/^\d{1,9}$/.test(id)) notFound();
  try {
    return await getBudget(ctx, Number(id));
  } catch (error) {
    if (error instanceof Failure && error.code === "not_found") notFound();
    throw error;
  }
}
