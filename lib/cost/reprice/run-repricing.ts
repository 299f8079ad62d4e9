import { database, matching, type Row } from "@/db/drizzle";
import { repricings } from "@/db/schema/prices";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { askForRepricing } from "./ask-for-repricing";
import { takeTurn } from "../own/write-own-price";
import { readPriceBook } from "../read-price-book";
import { type Repricing, totalDifference, UNDER_WAY } from "./repricing";
import { RepricingId } from "./schemas";

/**
 * Lets the worker do what a preview has shown.
 * @throws Failure forbidden, not_found, conflict (prices have changed since, another one is under way, it has run already)
 */
export async function runRepricing(ctx: Context, input: RepricingId): Promise<void> {
  requirePermission(ctx, "edit_prices");
  const { id } = parse(RepricingId, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    await takeTurn(tx, ctx);
    const [row] = await tx<
      (Pick<Repricing, "state" | "from" | "to" | "provider" | "model" | "preview"> &
        Row<typeof repricings, "book"> & { busy: boolean })[]
    >`
      select state, book, from_at as "from", to_at as "to", provider, model, preview,
        exists (
          select from repricings o where o.project_id = ${ctx.project.id} and o.state = any(${[...UNDER_WAY]}::text[])
        ) as busy
      from repricings
      where project_id = ${ctx.project.id} and id = ${id}
      for update`;
    if (!row) throw new Failure("not_found", "There is no such preview.");
    if (row.state !== "previewed" || row.preview === null)
      throw new Failure("conflict", "This preview has been used or did not finish. Make a new one.");
    if (row.busy) throw new Failure("conflict", "Another preview or repricing of this project is under way.");
    const book = await readPriceBook(tx, ctx.project.id);
    if (book.digest !== row.book)
      throw new Failure("conflict", "Prices have been changed since this preview was made. Make a new one.");
    await database(tx)
      .update(repricings)
      .set({ state: "queued", cursor: null, doneCalls: 0, author: ctx.actor.name, actor: ctx.actor })
      .where(matching(repricings, { projectId: ctx.project.id, id }));
    await askForRepricing(tx);
    const { from, to, provider, model, preview } = row;
    const detail = { id, from, to, provider, model, previewed: totalDifference(preview) };
    await record(tx, ctx, { action: "repricing.started", target: model, detail });
  });
}
