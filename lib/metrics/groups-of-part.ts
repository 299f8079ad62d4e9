import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";

import type { Plan } from "./figure-query";
import type { Part } from "./parts-of";
import { rememberPart } from "./remember-part";

/** Sums by group, column by column: of twenty thousand groups, rows would take longer to send than to make. */
export interface Groups {
  names: readonly (string | null)[];
  /** In the order of the plan's sums, each as long as `names`. Whole numbers of 64 bits: of nano-dollars 9 billion dollars. */
  sums: readonly BigInt64Array[];
}

const bytesOf = ({ names, sums }: Groups): number => 100 + names.length * (64 + 8 * sums.length);

/** The groups of one part of a question with one dimension and one point; users' are remembered. */
export const groupsOfPart = (tx: TransactionSql, ctx: Context, plan: Plan, part: Part): Promise<Groups> =>
  plan.source === "usage"
    ? rememberPart(tx, ctx, plan, part, { what: "groups", ask: () => ask(tx, plan, part), bytesOf })
    : ask(tx, plan, part);

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
