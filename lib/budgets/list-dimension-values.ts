import type { TransactionSql } from "postgres";

import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { BUDGET_DIMENSIONS, type BudgetDimension, figuresOf } from "@/lib/model/figure-dimensions";
import { shardList } from "@/lib/traces/filter-sql";

/** Values that calls have had, to choose from: at most a hundred of each dimension. */
export type BudgetValues = Record<BudgetDimension, string[]>;

export async function listDimensionValues(ctx: Context): Promise<BudgetValues> {
  requirePermission(ctx, "read_aggregates");
  const found = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) =>
      Promise.all(
        BUDGET_DIMENSIONS.map(async (name) => [
          name,
          await (name === "prompt_version" ? versions(tx, ctx) : values(tx, ctx, name)),
        ]),
      ),
    { readOnly: true },
  );
  return Object.fromEntries(found) as BudgetValues;
}

async function values(tx: TransactionSql, ctx: Context, name: BudgetDimension): Promise<string[]> {
  const column = tx(figuresOf(name).rolledUp!);
  const rows = await tx<{ value: string }[]>`
    select distinct ${column} as value
    from dimensions
    where project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[]) and ${column} is not null
    limit 100`;
  return rows.map(({ value }) => value).sort();
}

/** `name@version`, as the calls say it; the newest first. */
async function versions(tx: TransactionSql, ctx: Context): Promise<string[]> {
  const rows = await tx<{ value: string }[]>`
    select p.name || '@' || coalesce(v.label, v.number::text) as value
    from prompt_versions v
    join prompts p on p.id = v.prompt_id
    where v.project_id = ${ctx.project.id}
    order by v.first_seen_at desc
    limit 100`;
  return rows.map(({ value }) => value);
}
