import type { TransactionSql } from "postgres";
import { z } from "zod";

import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { versionNames } from "@/lib/prompts/version-names";

import type { TraceFilter } from "./filter";
import {
  baseConditions,
  completeSql,
  facetConditions,
  facetConditionsBut,
  simulatedSql,
  type FacetWord,
  type Fragment,
} from "./filter-sql";
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
  "simulated",
] as const satisfies readonly FacetWord[];

export const facetCountsSchema = z.object({
  facets: z.record(
    z.enum(FACETS),
    z
      .array(z.object({ value: z.string(), count: z.number(), label: z.string().optional() }))
      .meta({ description: "The 20 most frequent." }),
  ),
  counted: z.number().meta({ description: "Traces that were looked at, newest first." }),
  exact: z.boolean().meta({ description: "false: there are more traces than were counted." }),
});
export type FacetCounts = z.output<typeof facetCountsSchema>;

/** Beyond this many traces the newest are counted, and the answer says so: facets guide, they do not bill. */
const MOST_COUNTED = 20_000;
const VALUES_A_FACET = 20;

/**
 * How many traces each value of each facet would leave, given all other words of the filter: the facet's own word is left
 * out, so that its other values stay choosable. `q` is not looked at.
 */
export async function facetCounts(ctx: Context, filter: TraceFilter): Promise<FacetCounts> {
  return inProject(ctx.sql, ctx.project.id, (tx) => count(tx, ctx, filter), { readOnly: true });
}

async function count(tx: TransactionSql, ctx: Context, filter: TraceFilter): Promise<FacetCounts> {
  const conditions = facetConditions(tx, ctx, filter);
  const passes = (word: FacetWord): Fragment => facetConditionsBut(tx, conditions, word);
  const [counts, prompts] = await Promise.all([
    tx<{ facet: FacetWord; value: string; n: number; looked: number }[]>`
      with newest as materialized (
        select traces.environment, traces.feature, traces.user_id, traces.release, traces.is_error, traces.models, traces.providers,
          traces.tools, traces.prompt_fingerprints, traces.has_prompt_version, traces.has_context, traces.has_output,
          traces.has_tool_results, traces.has_cost, traces.session_id, traces.tags, traces.error_type, traces.flags
        from traces
        where ${baseConditions(tx, ctx, filter)}
        order by traces.started_at desc, traces.trace_id
        limit ${MOST_COUNTED + 1}
      ),
      counted as (
        select facet, value, count(*)::int as n
        from newest traces
        cross join lateral (
          select 'environment' as facet, traces.environment as value where ${passes("environment")}
          union all select 'feature', traces.feature where ${passes("feature")}
          union all select 'model', m from unnest(traces.models) m where ${passes("model")}
          union all select 'provider', p from unnest(traces.providers) p where ${passes("provider")}
          union all select 'status', case when traces.is_error then 'error' else 'ok' end where ${passes("status")}
          union all select 'user', traces.user_id where ${passes("user")}
          union all select 'session', traces.session_id where ${passes("session")}
          union all select 'tool', t from unnest(traces.tools) t where ${passes("tool")}
          union all select 'release', traces.release where ${passes("release")}
          union all select 'prompt_version', f::text from unnest(traces.prompt_fingerprints) f where ${passes("prompt_version")}
          union all select 'tag', t from unnest(traces.tags) t where ${passes("tag")}
          union all select 'error_type', traces.error_type where ${passes("error_type")}
          union all select 'simulated', ${simulatedSql(tx)}::text where ${passes("simulated")}
          union all select 'complete', ${completeSql(tx)}::text where ${passes("complete")}
        ) of
        where value is not null
        group by facet, value
      )
      select facet, value, n, (select count(*)::int from newest) as looked
      from (select *, row_number() over (partition by facet order by n desc, value) as place from counted) placed
      where place <= ${VALUES_A_FACET}
      order by facet, n desc, value`,
    versionNames(tx, ctx),
  ]);
  const facets = Object.fromEntries(
    FACETS.map((facet) => [facet, [] as FacetCounts["facets"]["feature"]]),
  ) as FacetCounts["facets"];
  for (const { facet, value, n } of counts) {
    if (facet !== "prompt_version") facets[facet].push({ value, count: n });
    else facets.prompt_version.push({ value: formatFingerprint(value), count: n, label: prompts.get(value) });
  }
  const looked = counts[0]?.looked ?? 0;
  return { facets, counted: Math.min(looked, MOST_COUNTED), exact: looked <= MOST_COUNTED };
}
