import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { addGroups, type Groups, groupsOfPart } from "@/lib/metrics/groups-of-part";
import { partsOf } from "@/lib/metrics/parts-of";
import { usdOfNano } from "@/lib/money/nano-usd";

import type { EndUser, EndUserSort } from "./end-user";

export interface EndUserQuery {
  /** ISO times. */
  from: string;
  to: string;
  /** IANA name. */
  zone: string;
  /** Any of these; none: all. */
  environment: readonly string[];
  /** Part of the id, in any letter case; empty: everybody. */
  q: string;
  by: EndUserSort;
  desc: boolean;
  limit: number;
}

export interface EndUsers {
  data: EndUser[];
  /** Those that `q` finds, `data` among them. */
  found: number;
  /** Everybody who is named in the range. */
  named: number;
  /** Interactions that name nobody. */
  unnamedInteractions: number;
}

const SUMS = [
  "cost_nano_usd",
  "interactions",
  "errors",
  "unknown_cost_count",
  "input_tokens",
  "output_tokens",
];
const [COST, INTERACTIONS, FAILURES, UNKNOWN, INPUT, OUTPUT] = [0, 1, 2, 3, 4, 5];

/**
 * End users by what they had and cost in a range, from roll-ups: ranked over all of them, not over a page.
 * @throws Failure forbidden
 */
export async function listEndUsers(ctx: Context, query: EndUserQuery): Promise<EndUsers> {
  requirePermission(ctx, "read_aggregates");
  const groups = await inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const { plan, parts } = await partsOf(
        tx,
        ctx,
        {
          source: "usage",
          sums: SUMS,
          from: query.from,
          to: query.to,
          zone: query.zone,
          interval: "range",
          filters: { environment: query.environment },
          groupBy: ["user"],
        },
        "numeric",
      );
      const read = await Promise.all(parts.map((part) => groupsOfPart(tx, ctx, plan, part)));
      return addGroups(read, SUMS.length);
    },
    { readOnly: true },
  );
  return rankUsers(groups, query);
}

/** Equal ones by name, whichever way: a list that is asked for again stands the same. */
function rankUsers(
  groups: Groups,
  { q, by, desc, limit }: Pick<EndUserQuery, "q" | "by" | "desc" | "limit">,
): EndUsers {
  const { names } = groups;
  const part = q.trim().toLowerCase();
  const at = (sum: number, place: number): bigint => groups.sums[sum]?.[place] ?? 0n;
  const places: number[] = [];
  let named = 0;
  let unnamed = 0n;
  for (const [place, name] of names.entries()) {
    if (name === null) unnamed += at(INTERACTIONS, place);
    else {
      named += 1;
      if (part === "" || name.toLowerCase().includes(part)) places.push(place);
    }
  }
  const weight = weightOf(by, at);
  const nameAt = (place: number): string => names[place] as string;
  const byName = (a: number, b: number): number => (nameAt(a) < nameAt(b) ? -1 : 1);
  const way = desc ? -1 : 1;
  places.sort((a, b) => {
    if (by === "user") return way * byName(a, b);
    const [x, y] = [weight(a), weight(b)];
    return x === y ? byName(a, b) : way * (x < y ? -1 : 1);
  });
  return {
    data: places.slice(0, limit).map((place) => ({
      user: nameAt(place),
      interactions: Number(at(INTERACTIONS, place)),
      failures: Number(at(FAILURES, place)),
      costUsd: at(COST, place) === 0n && at(UNKNOWN, place) > 0n ? null : usdOfNano(at(COST, place)),
      unknownCalls: Number(at(UNKNOWN, place)),
      inputTokens: Number(at(INPUT, place)),
      outputTokens: Number(at(OUTPUT, place)),
    })),
    found: places.length,
    named,
    unnamedInteractions: Number(unnamed),
  };
}

function weightOf(
  by: EndUserSort,
  at: (sum: number, place: number) => bigint,
): (place: number) => bigint | number {
  if (by === "interactions") return (place) => at(INTERACTIONS, place);
  if (by === "failures") return (place) => at(FAILURES, place);
  if (by === "failure_rate")
    return (place) => Number(at(FAILURES, place)) / Math.max(1, Number(at(INTERACTIONS, place)));
  if (by === "tokens") return (place) => at(INPUT, place) + at(OUTPUT, place);
  return (place) => at(COST, place);
}
