import { and, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";

import { columns, database, matching, select } from "@/db/drizzle";
import { clockNow } from "@/db/schema/columns";
import { priceLists } from "@/db/schema/prices";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { bundledList } from "./bundled";
import { requireAllProjects } from "./requires-all";

export const PriceListId = z.object({ id: z.int().positive() });
export type PriceListId = z.input<typeof PriceListId>;

/** Two people who apply lists at a time take turns. */
const LIST_LOCK = 7_281_936_411;

const inForce = and(isNotNull(priceLists.appliedAt), isNull(priceLists.replacedAt));

/**
 * Puts a list that was loaded in force, for calls that arrive from now on, in all projects and all server processes within the
 * seconds that a price book may be old. Calls that are stored keep their cost until somebody reprices them.
 * @throws Failure forbidden, not_found, conflict (it is in force, was replaced, or is older than what comes with Recount)
 */
export async function applyList(ctx: Context, input: PriceListId): Promise<void> {
  requirePermission(ctx, "edit_prices");
  const { id } = parse(PriceListId, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    await requireAllProjects(tx, ctx);
    await tx`select pg_advisory_xact_lock(${LIST_LOCK})`;
    const [list] = await select(tx, priceLists, "version", "listedOn", "origin", "appliedAt").where(
      matching(priceLists, { id }),
    );
    if (!list)
      throw new Failure("not_found", "This list is gone: newer ones were loaded since. Load it again.");
    if (list.appliedAt) throw new Failure("conflict", "This list has been applied already.");
    if (list.listedOn < bundledList().date)
      throw new Failure(
        "conflict",
        `This list is of ${list.listedOn} and older than the one that comes with Recount, of ${bundledList().date}.`,
      );
    await database(tx).update(priceLists).set({ replacedAt: clockNow }).where(inForce);
    await database(tx).update(priceLists).set({ appliedAt: clockNow }).where(matching(priceLists, { id }));
    const detail = { id, version: list.version, date: list.listedOn };
    await record(tx, ctx, { action: "price_list.applied", target: list.origin, detail });
  });
}

/**
 * Goes back to the list that comes with Recount.
 * @throws Failure forbidden, conflict (it is in force)
 */
export async function dropList(ctx: Context): Promise<void> {
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    await requireAllProjects(tx, ctx);
    await tx`select pg_advisory_xact_lock(${LIST_LOCK})`;
    const [list] = await database(tx)
      .update(priceLists)
      .set({ replacedAt: clockNow })
      .where(inForce)
      .returning(columns(priceLists, "id", "origin"));
    if (!list) throw new Failure("conflict", "The list that comes with Recount is in force already.");
    await record(tx, ctx, { action: "price_list.dropped", target: list.origin, detail: { id: list.id } });
  });
}
