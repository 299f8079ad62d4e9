import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { askForRepricing } from "./ask-for-repricing";
import { takeTurn } from "../own/write-own-price";
import { UNDER_WAY } from "./repricing";
import { RepricingScope } from "./schemas";

/**
 * Asks the worker what today's prices would change for calls of the past. Changes nothing.
 * @throws Failure forbidden, bad_request, conflict (another one is under way)
 */
export async function startPreview(ctx: Context, input: RepricingScope): Promise<{ id: number }> {
  requirePermission(ctx, "edit_prices");
  const { from, to, provider, model } = parse(RepricingScope, input);
  const now = ctx.now().toISOString();
  if (Date.parse(from) >= ctx.now().getTime()) {
    const message = "This is in the future: there are no calls to reprice yet.";
    throw new Failure("bad_request", message, { details: [{ path: "from", message }] });
  }
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    await takeTurn(tx, ctx);
    const [made] = await tx<{ id: number }[]>`
      insert into repricings (project_id, state, from_at, to_at, provider, model, author, actor)
      select ${ctx.project.id}, 'previewing', ${from}::timestamptz, least(${to}::timestamptz, ${now}::timestamptz),
        ${provider}, ${model}, ${ctx.actor.name}, ${JSON.stringify(ctx.actor)}::jsonb
      where not exists (
        select from repricings where project_id = ${ctx.project.id} and state = any(${[...UNDER_WAY]}::text[])
      )
      on conflict do nothing
      returning id`;
    if (!made)
      throw new Failure(
        "conflict",
        "Another preview or repricing of this project is under way. Wait for it or cancel it.",
      );
    await askForRepricing(tx);
    await record(tx, ctx, {
      action: "repricing.previewed",
      target: model ?? "*",
      detail: { id: made.id, from, to, provider },
    });
    return made;
  });
}
