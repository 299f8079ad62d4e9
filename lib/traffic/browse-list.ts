import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { listInForce } from "@/lib/cost/list/list-in-force";

import type { ModelTraffic } from "./model-traffic";

export type ListedPrice = Pick<ModelTraffic, "provider" | "model" | "price">;

export const MOST_LISTED = 40;

/**
 * Models of the price list in force whose provider or name holds all of the words, whether somebody uses them or not, with what a small
 * call costs today.
 * @returns the first forty, by provider and name, and how many there are
 */
export async function browseList(
  ctx: Context,
  text: string,
): Promise<{ rows: ListedPrice[]; total: number }> {
  requirePermission(ctx, "read_aggregates");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const list = await inProject(ctx.sql, ctx.project.id, listInForce, { readOnly: true });
  const named = new Map(
    list.models
      .filter(({ provider, id, names }) => {
        const said = [provider, id, ...names].join(" ").toLowerCase();
        return words.every((word) => said.includes(word));
      })
      .map(({ provider, id }) => [JSON.stringify([provider, id]), { provider, model: id }]),
  );
  const ask = { responseModel: null, serviceTier: null, startedAt: ctx.now(), inputTokens: 0 };
  const rows = [...named.values()]
    .toSorted((a, b) => a.provider.localeCompare(b.provider) || a.model.localeCompare(b.model))
    .slice(0, MOST_LISTED)
    .map(({ provider, model }) => ({
      provider,
      model,
      price: list.find(model, { provider, requestModel: model, ...ask }),
    }));
  return { rows, total: named.size };
}
