import type { Row } from "@/db/drizzle";
import type { priceLists } from "@/db/schema/prices";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { ModelTraffic } from "./model-traffic";
import { compareSources, type Disagreement } from "@/lib/cost/list/disagreements";
import { type ListChanges, listChanges } from "@/lib/cost/list/list-changes";
import { listInForce, loadedList } from "@/lib/cost/list/list-in-force";
import type { PriceList } from "@/lib/cost/list/price-list";
import { mayLoadLists } from "@/lib/cost/list/requires-all";

/** A list that somebody has loaded. */
export interface LoadedList extends Row<
  typeof priceLists,
  "id" | "version" | "models" | "origin" | "author"
> {
  /** YYYY-MM-DD */
  date: string;
  /** ISO: when it was loaded or, once it is in force, applied. */
  at: string;
}

/** What a list that is shown and not yet in force would change. */
export interface ProposedList extends LoadedList {
  changes: ListChanges;
  /** Models that this project used in the last days whose price would be another, and their calls. */
  affected: { provider: string | null; model: string | null; calls: number }[];
}

export interface ListState {
  version: string;
  date: string;
  models: number;
  /** Null: the list that comes with Recount. */
  loaded: LoadedList | null;
  proposed: ProposedList | null;
  mayChange: boolean;
  disagreements: Disagreement[];
}

/**
 * The price list of this installation, and what the last loaded one would change for the project's models.
 * @param traffic the models of the last days
 */
export async function listState(ctx: Context, traffic: readonly ModelTraffic[]): Promise<ListState> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const list = await listInForce(tx);
      const rows = await tx<(LoadedList & { digest: string; applied: boolean })[]>`
        select id, version, listed_on::text as date, models, origin, author, digest, applied_at is not null as applied,
          coalesce(applied_at, created_at) as at
        from price_lists
        where replaced_at is null
        order by id desc
        limit 20`;
      const loaded = rows.find((row) => row.applied && row.digest === list.digest) ?? null;
      const mayChange = await mayLoadLists(tx, ctx);
      const newest = rows[0] && !rows[0].applied && mayChange ? rows[0] : null;
      return {
        version: list.version,
        date: list.date,
        models: list.models.length,
        loaded,
        proposed: newest && propose(newest, list, await loadedList(tx, newest.id), traffic, ctx.now()),
        mayChange,
        disagreements: disagreementsOf(list),
      };
    },
    { readOnly: true },
  );
}

const compared = new WeakMap<PriceList, Disagreement[]>();

function disagreementsOf(list: PriceList): Disagreement[] {
  let known = compared.get(list);
  if (!known) {
    known = compareSources(list).disagreements;
    compared.set(list, known);
  }
  return known;
}

function propose(
  row: LoadedList,
  before: PriceList,
  after: PriceList,
  traffic: readonly ModelTraffic[],
  now: Date,
): ProposedList {
  const units = (list: PriceList, { provider, model }: ModelTraffic) =>
    model === null
      ? undefined
      : list.find(model, {
          provider,
          requestModel: model,
          responseModel: null,
          serviceTier: null,
          startedAt: now,
          inputTokens: 0,
        })?.units;
  return {
    ...row,
    changes: listChanges(before, after, now),
    affected: traffic
      .filter((one) => one.price?.source !== "own")
      .filter((one) => JSON.stringify(units(before, one)) !== JSON.stringify(units(after, one)))
      .map(({ provider, model, calls }) => ({ provider, model, calls })),
  };
}
