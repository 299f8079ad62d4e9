import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";

export interface CourseQuery {
  projectId: number;
  budgetIds: readonly number[];
  fromMs: number;
  toMs: number;
  stepMs: number;
}

/** What was spent in each step of a range, in dollars, by budget; steps without a call are 0. All users together. */
export async function readSpendByStep(
  tx: Tx,
  { projectId, budgetIds, fromMs, toMs, stepMs }: CourseQuery,
): Promise<Map<number, number[]>> {
  const steps = Math.max(0, Math.ceil((toMs - fromMs) / stepMs));
  const found = new Map(budgetIds.map((id) => [id, Array.from({ length: steps }, () => 0)]));
  if (steps === 0 || budgetIds.length === 0) return found;
  const from = new Date(fromMs).toISOString();
  const rows = await tx<{ budgetId: number; step: number; nano: string }[]>`
    select budget_id as "budgetId",
      floor(extract(epoch from slot - ${from}::timestamptz) * 1000 / ${stepMs}::float8)::int as step, sum(nano_usd)::text as nano
    from budget_slots
    where project_id = ${projectId} and budget_id = any(${plainArray(budgetIds)}::int[])
      and slot >= ${from}::timestamptz and slot < ${new Date(toMs).toISOString()}::timestamptz
    group by 1, 2`;
  for (const { budgetId, step, nano } of rows) {
    const course = found.get(budgetId);
    if (course && step < steps) course[step] = Number(nano) / 1e9;
  }
  return found;
}
