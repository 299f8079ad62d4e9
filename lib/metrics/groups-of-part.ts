import { LRUCache } from "lru-cache";
import type { Sql, TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { shardList } from "@/lib/traces/filter-sql";

import { ROLLUPS } from "./dimension-sql";
import type { Plan } from "./figure-query";
import type { Part } from "./parts-of";
import { withinSql } from "./plan-sql";

/** Sums by group, column by column: of twenty thousand groups, rows would take longer to send than to make. */
export interface Groups {
  names: readonly (string | null)[];
  /** In the order of the plan's sums, each as long as `names`. Whole numbers of 64 bits: of nano-dollars 9 billion dollars. */
  sums: readonly BigInt64Array[];
}

const MOST_BYTES = 64_000_000;
const bytesOf = ({ names, sums }: Groups): number => 100 + names.length * (64 + 8 * sums.length);

/** What was read before, by store. */
const stores = new WeakMap<Sql, LRUCache<string, Groups>>();

/**
 * The groups of one part of a question with one dimension and one point. Adding up a month of users reads hundreds of thousands of rows, so
 * whole days and hours of them are remembered together with their version, which is read anew in the question's own snapshot: as
 * long as no bucket was made again, they are what the store would say.
 */
export async function groupsOfPart(
  tx: TransactionSql,
  ctx: Context,
  plan: Plan,
  part: Part,
): Promise<Groups> {
  if (plan.source !== "usage" || (part.resolution !== 0 && part.resolution !== 3600))
    return ask(tx, plan, part);
  const known = stores.get(ctx.sql) ?? new LRUCache({ maxSize: MOST_BYTES, sizeCalculation: bytesOf });
  stores.set(ctx.sql, known);
  const key = JSON.stringify([
    ctx.project.id,
    ctx.project.shardKeys,
    [part.resolution, part.ranges],
    [plan.groupBy, plan.sums, plan.filters],
    await versionOf(tx, ctx, part),
  ]);
  const groups = known.get(key) ?? (await ask(tx, plan, part));
  known.set(key, groups);
  return groups;
}

/**
 * Which transactions made the part's buckets: a bucket is always made anew as a whole, in all roll-ups at once, so the rows of the
 * small ones say it for users' too.
 */
async function versionOf(tx: TransactionSql, ctx: Context, { resolution, ranges }: Part): Promise<string> {
  const [row] = await tx<{ version: string | null }[]>`
    select md5(string_agg(made, ' ' order by made)) as version
    from (
      ${[ROLLUPS.calls, ROLLUPS.traces]
        .map(
          ({ table, groupingSets, firstSet }) => tx`
      select bucket::text || ' ' || shard_key || ' ' || xmin as made
      from ${tx(table)}
      where project_id = ${ctx.project.id}
        and shard_key = any(${shardList(ctx)}::int[])
        and tier = ${resolution}
        and cube = ${firstSet + groupingSets.length - 1}
        and ${withinSql(tx, "bucket", ranges)}`,
        )
        .reduce((all, one) => tx`${all} union ${one}`)}
    ) buckets`;
  return row?.version ?? "";
}

async function ask(tx: TransactionSql, { sums }: Plan, { relation }: Part): Promise<Groups> {
  const [row] = await tx<{ names: (string | null)[] | null; [sum: `s${number}`]: string | null }[]>`
    select json_agg(g0) as names
      ${sums.map((name, index) => tx`, string_agg(coalesce(${tx(name)}, 0)::text, ',') as ${tx(`s${index}`)}`).reduce((all, one) => tx`${all}${one}`)}
    from (${relation}) part`;
  return {
    names: row?.names ?? [],
    sums: sums.map((_, index) =>
      BigInt64Array.from((row?.[`s${index}`] ?? "").split(",").filter(Boolean), BigInt),
    ),
  };
}

/** The groups of all parts: the same group of several is one. */
export function addGroups(parts: readonly Groups[], sums: number): Groups {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const most = parts.reduce((sum, { names }) => sum + names.length, 0);
  const names: (string | null)[] = [];
  const places = new Map<string | null, number>();
  const totals = Array.from({ length: sums }, () => new BigInt64Array(most));
  for (const part of parts) {
    for (const [index, name] of part.names.entries()) {
      let place = places.get(name);
      if (place === undefined) {
        place = names.push(name) - 1;
        places.set(name, place);
      }
      for (const [sum, total] of totals.entries())
        total[place] = (total[place] as bigint) + (part.sums[sum]?.[index] as bigint);
    }
  }
  return { names, sums: totals.map((total) => total.subarray(0, names.length)) };
}
