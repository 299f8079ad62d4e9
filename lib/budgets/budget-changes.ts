import type { Context } from "@/lib/context";
import { type Change, listChanges } from "@/lib/metrics/changes";

import type { BudgetDetail } from "./get-budget";
import type { Scope } from "./scope";

/** New prompts, models and releases since a budget's period began, of those that its scope lets count. */
export async function budgetChanges(ctx: Context, { status, input }: BudgetDetail): Promise<Change[]> {
  const changes = await listChanges(ctx, {
    from: status.periodStartIso,
    to: ctx.now().toISOString(),
    ...(input.environment ? { environment: [input.environment] } : {}),
    ...(input.feature ? { feature: [input.feature] } : {}),
  });
  const { model = null, promptVersion = null } = input;
  return changes.filter((change) => touches({ model, promptVersion }, change));
}

/** A budget of one model has nothing of another's calls, nor a budget of one prompt of another's. */
export function touches(
  { model, promptVersion }: Pick<Scope, "model" | "promptVersion">,
  { kind, label, value }: Pick<Change, "kind" | "label" | "value">,
): boolean {
  if (kind === "model") return model === null || model === value;
  if (kind === "prompt") return promptVersion === null || promptVersion === value || promptVersion === label;
  return true;
}
