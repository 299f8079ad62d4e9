import type { ISql, TransactionSql } from "postgres";
import { z } from "zod";

import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { versionNames } from "@/lib/prompts/version-names";

import type { TraceFilter } from "./filter";
import {
  completeSql,
  contradictedSql,
  filterSql,
  scopeSql,
  simulatedSql,
  type FacetWord,
  type Fragment,
} from "./filter-sql";
import { foundTraces, indexedWords } from "./find-traces";
import { formatFingerprint } from "./fingerprint";

export const FACETS = [
  "environment",
  "feature",
  "model",
  "provider",
  "status",
  "user",
  "session",
  "tool",
  "release",
  "prompt_version",
  "tag",
  "error_type",
  "complete",
  "cost_contradicted",
  "simulated",
] as const satisfies readonly FacetWord[];

export const facetCountsSchema = z.object({
  facets: z.record(
    z.enum(FACETS),
    z
      .array(z.object({ value: z.string(), count: z.number(), label: z.string().optional() }))
      .meta({ description: "The 20 most frequent." }),
  ),
  counted: z.number().meta({ description: "Traces that pass and were counted, newest first." }),
  exact: z.boolean().meta({ description: "false: more traces pass than were counted." }),
});
export type FacetCounts = z.output<typeof facetCountsSchema>;

/** Beyond this many traces the newest are counted, and the answer says so: facets guide, they do not bill. */
const MOST_COUNTED = 5_000;
const VALUES_A_FACET = 20;

/**
 * How many traces each value of each facet would leave, given all other words of the filter: the facet's own word is left
 * out, so that its other values stay choosable. `q` is not looked at.
 */
export async function facetCounts(ctx: Context, filter: TraceFilter): Promise<FacetCounts> {
  return inProject(ctx.sql, ctx.project.id, (tx) => count(tx, ctx, filter), { readOnly: true });
}

async function count(tx: TransactionSql, ctx: Context, filter: TraceFilter): Promise<FacetCounts> {
  const narrowed = FACETS.filter((facet) => isNarrowed(filter, facet));
  const open = FACETS.filter((facet) => !narrowed.includes(facet));
  const [prompts, all, ...others] = await Promise.all([
    versionNames(tx, ctx),
    countNewest(tx, ctx, filter, open),
    ...narrowed.map((facet) => countNewest(tx, ctx, without(filter, facet), [facet])),
  ]);
  const facets = Object.fromEntries(
    FACETS.map((facet) => [facet, [] as FacetCounts["facets"]["feature"]]),
  ) as FacetCounts["facets"];
  for (const { facet, value, n } of [all, ...others].flatMap((one) => one.counts)) {
    if (facet !== "prompt_version") facets[facet].push({ value, count: n });
    else facets.prompt_version.push({ value: formatFingerprint(value), count: n, label: prompts.get(value) });
  }
  return {
    facets,
    counted: Math.min(all.counted, MOST_COUNTED),
    exact: [all, ...others].every(({ found }) => found <= MOST_COUNTED),
  };
}

const isNarrowed = (filter: TraceFilter, facet: FacetWord): boolean => {
  const said = filter[facet];
  return said !== undefined && !(Array.isArray(said) && said.length === 0);
};

const without = (filter: TraceFilter, facet: FacetWord): TraceFilter => ({
  ...filter,
  [facet]: Array.isArray(filter[facet]) ? [] : undefined,
});

/** What is counted of a trace; lists are unnested once they are counted, so that each distinct list is taken apart once. */
const counted = (sql: ISql): { facet: FacetWord; column: Fragment; isList?: true; isRare?: true }[] => [
  { facet: "environment", column: sql`traces.environment` },
  { facet: "feature", column: sql`traces.feature` },
  { facet: "release", column: sql`traces.release` },
  { facet: "status", column: sql`case when traces.is_error then 'error' else 'ok' end` },
  { facet: "error_type", column: sql`traces.error_type` },
  { facet: "complete", column: completeSql(sql) },
  { facet: "cost_contradicted", column: contradictedSql(sql) },
  { facet: "simulated", column: simulatedSql(sql) },
  { facet: "model", column: sql`traces.models`, isList: true },
  { facet: "provider", column: sql`traces.providers`, isList: true },
  { facet: "tool", column: sql`traces.tools`, isList: true },
  { facet: "tag", column: sql`traces.tags`, isList: true },
  { facet: "prompt_version", column: sql`traces.prompt_fingerprints`, isList: true },
  // As many values as traces: grouped apart from the others, whose combinations are few.
  { facet: "user", column: sql`traces.user_id`, isRare: true },
  { facet: "session", column: sql`traces.session_id`, isRare: true },
];

interface Counted {
  counts: { facet: FacetWord; value: string; n: number }[];
  /** Traces found by what an index knows, at most one more than are counted; and how many of them pass the rest. */
  found: number;
  counted: number;
}

/** Counts some facets over the newest traces that pass. */
async function countNewest(
  tx: TransactionSql,
  ctx: Context,
  filter: TraceFilter,
  facets: readonly FacetWord[],
): Promise<Counted> {
  const indexed = await indexedWords(tx, ctx, filter);
  const passes = indexed?.isAll ? tx`true` : filterSql(tx, ctx, filter);
  // Words that no index knows are looked for among the newest only.
  const found =
    indexed === null
      ? tx`traces where ${scopeSql(tx, ctx, filter)} order by traces.started_at desc, traces.trace_id limit ${MOST_COUNTED + 1}`
      : tx`${foundTraces(tx, ctx, filter, indexed, { after: null, most: MOST_COUNTED + 1 })} as traces`;
  const wanted = counted(tx).filter(({ facet }) => facets.includes(facet));
  const list = (columns: readonly Fragment[]): Fragment =>
    columns.reduce((all, one) => tx`${all}, ${one}`, tx`count(*) as n`);
  const few = wanted.filter(({ isRare }) => isRare !== true);
  const named = few.map(({ facet, column }) => tx`${column} as ${tx(facet)}`);
  const keys = few.map((_, index) => String(index + 2)).join(", ");
  const each = wanted.map(({ facet, column, isList, isRare }) => {
    const value = isRare ? column : isList ? tx`each.value` : tx`combined.${tx(facet)}`;
    const from = isRare
      ? tx`newest traces`
      : isList
        ? tx`combined, unnest(combined.${tx(facet)}) as each (value)`
        : tx`combined`;
    return tx`(
      select ${facet}::text as facet, (${value})::text as value, ${isRare ? tx`count(*)` : tx`sum(n)`}::int as n
      from ${from}
      where ${value} is not null ${isRare ? tx`and traces.passes` : tx``}
      group by 2
      order by 3 desc, 2
      limit ${VALUES_A_FACET})`;
  });
  const rows = await tx<{ facet: FacetWord | "found"; value: string; n: number }[]>`
    with newest as materialized (
      select traces.environment, traces.feature, traces.user_id, traces.release, traces.is_error, traces.models, traces.providers,
        traces.tools, traces.prompt_fingerprints, traces.has_prompt_version, traces.has_context, traces.has_output,
        traces.has_tool_results, traces.has_cost, traces.contradicted_cost_count, traces.session_id, traces.tags, traces.error_type, traces.flags,
        (${passes}) as passes
      from ${found}
    ),
    combined as materialized (
      select ${list(named)} from newest traces where traces.passes ${few.length === 0 ? tx`` : tx`group by ${tx.unsafe(keys)}`}
    )
    select 'found' as facet, (count(*) filter (where passes))::text as value, count(*)::int as n from newest
    ${each.reduce((all, one) => tx`${all} union all ${one}`, tx``)}`;
  const [all, ...counts] = rows;
  return { found: all?.n ?? 0, counted: Number(all?.value), counts: counts as Counted["counts"] };
}
