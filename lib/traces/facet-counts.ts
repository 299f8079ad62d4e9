import type { TransactionSql } from "postgres";
import { z } from "zod";

import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { dimensionOf, FACETS, isSaid, type FacetName } from "@/lib/model/filter-params";
import { versionNames } from "./version-names";

import type { TraceFilter } from "./filter";
import { filterSql, scopeSql } from "./filter-sql";
import type { Fragment } from "./trace-condition";
import { foundTraces, indexedFilter } from "./find-traces";
import { formatFingerprint } from "./fingerprint";
import { amongSql, tracesWith } from "./traces-with";

export const facetCountsSchema = z.object({
  facets: z.record(
    z.enum(FACETS),
    z
      .array(z.object({ value: z.string(), count: z.number(), label: z.string().optional() }))
      .meta({ description: "The 20 most frequent." }),
  ),
  counted: z.number().meta({ description: "Traces that pass and were counted, newest first." }),
  exact: z.boolean().meta({
    description:
      "false: more traces pass than were counted, or too many may carry the text of `q`, which is then not looked at.",
  }),
});
export type FacetCounts = z.output<typeof facetCountsSchema>;

/** Beyond this many traces the newest are counted, and the answer says so: facets guide, they do not bill. */
const MOST_COUNTED = 5_000;
const VALUES_A_FACET = 20;

/**
 * How many traces each value of each facet would leave, given all other words of the filter: the facet's own word is left
 * out, so that its other values stay choosable. A text narrows them where few traces may carry it, else the answer says that it is not
 * exact.
 */
export async function facetCounts(ctx: Context, filter: TraceFilter): Promise<FacetCounts> {
  return inProject(ctx.sql, ctx.project.id, (tx) => count(tx, ctx, filter), { readOnly: true });
}

async function count(tx: TransactionSql, ctx: Context, filter: TraceFilter): Promise<FacetCounts> {
  const narrowed = FACETS.filter((facet) => isSaid(filter[facet]));
  const open = FACETS.filter((facet) => !narrowed.includes(facet));
  const ids = await tracesWith(tx, ctx, filter);
  const [prompts, all, ...others] = await Promise.all([
    versionNames(tx, ctx),
    countNewest(tx, ctx, filter, open, ids),
    ...narrowed.map((facet) => countNewest(tx, ctx, without(filter, facet), [facet], ids)),
  ]);
  const isNarrowed = ids !== null || !filter.q?.trim();
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
    exact: isNarrowed && [all, ...others].every(({ found }) => found <= MOST_COUNTED),
  };
}

const without = (filter: TraceFilter, facet: FacetName): TraceFilter => ({
  ...filter,
  [facet]: Array.isArray(filter[facet]) ? [] : undefined,
});

/** A facet's value of a trace as SQL: an array where a trace has several. */
function valueSql(facet: FacetName): string {
  const { filter, values = {} } = dimensionOf(facet);
  const trace = filter?.trace;
  if (trace === undefined) throw new Error(`${facet} says nothing of a trace`);
  if ("flag" in trace || "is" in trace) {
    const [no, yes] = Object.keys(values);
    return `case when ${"flag" in trace ? `traces.${trace.flag}` : trace.is} then '${yes}' else '${no}' end`;
  }
  return `traces.${"list" in trace ? trace.list : "column" in trace ? trace.column : trace.amount}`;
}

const isList = (facet: FacetName): boolean => "list" in (dimensionOf(facet).filter?.trace ?? {});
/** As many values as traces: grouped apart from the others, whose combinations are few. */
const isMany = (facet: FacetName): boolean => dimensionOf(facet).facet?.values === "many";

interface Counted {
  counts: { facet: FacetName; value: string; n: number }[];
  /** Traces found by what an index knows, at most one more than are counted; and how many of them pass the rest. */
  found: number;
  counted: number;
}

/** Counts some facets over the newest traces that pass. */
async function countNewest(
  tx: TransactionSql,
  ctx: Context,
  filter: TraceFilter,
  facets: readonly FacetName[],
  ids: readonly string[] | null,
): Promise<Counted> {
  const indexed = ids === null ? await indexedFilter(tx, ctx, filter) : null;
  const passes = indexed?.isAll ? tx`true` : filterSql(tx, ctx, filter);
  // Words that no index knows are looked for among the newest only.
  const found =
    indexed === null
      ? tx`traces where ${scopeSql(tx, ctx, filter)} and ${amongSql(tx, ids)} order by traces.started_at desc, traces.trace_id limit ${MOST_COUNTED + 1}`
      : tx`${foundTraces(tx, ctx, filter, indexed, { after: null, most: MOST_COUNTED + 1 })} as traces`;
  const columns = facets.map((facet) => tx`${tx.unsafe(valueSql(facet))} as ${tx(facet)}`);
  // Lists are taken apart once they are counted, so each distinct list only once.
  const few = facets.filter((facet) => !isMany(facet));
  const grouped = few.length === 0 ? tx`` : tx`group by ${tx(few)}`;
  const rows = await tx<{ facet: FacetName | "found"; value: string; n: number }[]>`
    with newest as materialized (
      select (${passes}) as passes ${columns.reduce<Fragment>((all, one) => tx`${all}, ${one}`, tx``)}
      from ${found}
    ),
    combined as materialized (
      select count(*) as n ${few.reduce<Fragment>((all, facet) => tx`${all}, ${tx(facet)}`, tx``)}
      from newest
      where passes
      ${grouped}
    )
    select 'found' as facet, (count(*) filter (where passes))::text as value, count(*)::int as n from newest
    ${facets.map((facet) => mostFrequent(tx, facet)).reduce<Fragment>((all, one) => tx`${all} union all ${one}`, tx``)}`;
  const [all, ...counts] = rows;
  return { found: all?.n ?? 0, counted: Number(all?.value), counts: counts as Counted["counts"] };
}

function mostFrequent(tx: TransactionSql, facet: FacetName): Fragment {
  const value = isList(facet) ? tx`each.value` : tx(facet);
  const from = isMany(facet)
    ? tx`newest`
    : isList(facet)
      ? tx`combined, unnest(${tx(facet)}) as each (value)`
      : tx`combined`;
  return tx`(
    select ${facet}::text as facet, (${value})::text as value, ${isMany(facet) ? tx`count(*)` : tx`sum(n)`}::int as n
    from ${from}
    where ${value} is not null ${isMany(facet) ? tx`and passes` : tx``}
    group by 2
    order by 3 desc, 2
    limit ${VALUES_A_FACET})`;
}
