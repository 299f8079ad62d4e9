import { gzipSync } from "node:zlib";

import type { Sql, Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { rankDifferences, type ValueCount } from "@/lib/latency/rank-differences";
import { figuresOf, valueIn } from "@/lib/model/figure-dimensions";
import { DIMENSION_NAMES, dimensionOf, FILTER_PARAMS } from "@/lib/model/filter-params";
import { usdOfNano } from "@/lib/money/nano-usd";
import { parseTraceFilter, type TraceFilter } from "@/lib/traces/filter";
import { filterSql } from "@/lib/traces/filter-sql";
import { formatFingerprint } from "@/lib/traces/fingerprint";
import { getTrace } from "@/lib/traces/get-trace";

import type { Cohort, Comparison, Impact } from "./incident";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Looked at on either side of the comparison. */
const SAMPLE = 4_000;
/** How often an incident that goes on is examined again. */
const AGAIN_S = 300;
/** And how soon one that could not be. */
const RETRY_S = 30;
const EXAMPLES = 5;
/** A document that is larger is only referred to. */
const MOST_BYTES = 8 * 1024 * 1024;
const STATEMENT_LIMIT = "20s";

interface Due {
  id: string;
  projectId: number;
  slug: string;
  shardKeys: number[];
  retentionDays: number;
  affected: string;
  beganAt: string;
  until: string | null;
}

/**
 * Counts what an incident is about, compares its interactions with healthy ones and keeps examples of both: when it opens, every five
 * minutes while it lasts, and when it has ended.
 * @param sql connected as recount_worker
 * @returns whether there was one
 */
export async function examineIncident(sql: Sql, now: () => Date = () => new Date()): Promise<boolean> {
  const [due] = await sql<Due[]>`
    select i.id::text, i.project_id as "projectId", p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays",
      i.affected, i.began_at as "beganAt", i.resolved_at as until
    from incidents i
    join projects p on p.id = i.project_id
    where i.affected is not null
      and (i.examined_at is null
        or i.state in ('open', 'acknowledged') and i.examined_at < ${new Date(now().getTime() - AGAIN_S * 1000)}
        or i.resolved_at > i.examined_at)
    order by i.examined_at nulls first, i.id desc
    limit 1`;
  if (!due) return false;
  const ctx: Context = {
    sql,
    project: {
      id: due.projectId,
      slug: due.slug,
      shardKeys: due.shardKeys,
      retentionDays: due.retentionDays,
    },
    actor: { kind: "system", name: "worker" },
    now,
  };
  const at = now();
  try {
    const cohorts = cohortsOf(due, at);
    const { impact, comparison, examples } = await inProject(
      sql,
      due.projectId,
      async (tx) => {
        await tx.unsafe(`set local statement_timeout = '${STATEMENT_LIMIT}'`);
        return {
          impact: await readImpact(tx, ctx, cohorts.affected),
          comparison: await compare(tx, ctx, cohorts, saidBy(due.affected)),
          examples: await chooseExamples(tx, ctx, cohorts),
        };
      },
      { readOnly: true },
    );
    await keepExamples(ctx, due.id, examples, at);
    await inProject(
      sql,
      due.projectId,
      (tx) => tx`
      update incidents
      set impact = ${JSON.stringify(impact)}::text::jsonb, comparison = ${JSON.stringify(comparison)}::text::jsonb, examined_at = ${at}
      where project_id = ${due.projectId} and id = ${due.id}`,
    );
  } catch (error) {
    // Not again at once: others wait.
    const retried = new Date(at.getTime() - (AGAIN_S - RETRY_S) * 1000);
    await sql`update incidents set examined_at = ${retried} where project_id = ${due.projectId} and id = ${due.id}`;
    throw error;
  }
  return true;
}

interface Cohorts {
  affected: TraceFilter & { from: string; to: string };
  healthy: TraceFilter & { from: string; to: string };
}

/** What says how an interaction went; the healthy are those of the same scope that went otherwise. */
const OUTCOMES = [
  "status",
  "failure",
  "error_type",
  "not_error_type",
  "step_failure",
  ...FILTER_PARAMS.filter(({ bound }) => bound === "min" || bound === "max").map(({ name }) => name),
];

/** The healthy come from as long before it began, a day at least. */
function cohortsOf({ affected, beganAt, until }: Due, now: Date): Cohorts {
  const began = Date.parse(beganAt);
  const to = until === null ? now.getTime() : Date.parse(until);
  const length = Math.max(DAY_MS, to - began);
  const scope = new URLSearchParams(affected);
  for (const name of OUTCOMES) scope.delete(name);
  const between = (params: URLSearchParams, fromMs: number, toMs: number) => {
    const [from, end] = [
      new Date(fromMs).toISOString(),
      new Date(Math.max(toMs, fromMs + 1000)).toISOString(),
    ];
    return { ...parseTraceFilter(params), from, to: end };
  };
  return {
    affected: between(new URLSearchParams(affected), began, to),
    healthy: between(scope, began - length, began),
  };
}

async function readImpact(tx: Tx, ctx: Context, filter: Cohorts["affected"]): Promise<Impact> {
  const [row] = await tx<
    { interactions: number; failed: number; users: number; nano: string; unknown: number }[]
  >`
    select count(*)::int as interactions, (count(*) filter (where is_error))::int as failed, count(distinct user_id)::int as users,
      coalesce(sum(cost_nano_usd), 0)::text as nano, coalesce(sum(unknown_cost_count), 0)::int as unknown
    from traces
    where ${filterSql(tx, ctx, filter)}`;
  const { interactions = 0, failed = 0, users = 0, nano = "0", unknown = 0 } = row ?? {};
  const { from, to } = filter;
  return { from, to, interactions, failed, users, costUsd: usdOfNano(nano), unknownCostCalls: unknown };
}

const ONE = DIMENSION_NAMES.filter(
  (name) => valueIn("traces", name) !== undefined && figuresOf(name).compared !== undefined,
);
const SEVERAL = DIMENSION_NAMES.filter((name) => figuresOf(name).several !== undefined);

/** What the affected have by definition, so that it sets nothing apart: words of their query, and with one outcome all of them. */
function saidBy(affected: string): (attribute: string) => boolean {
  const words = new URLSearchParams(affected);
  const outcome = OUTCOMES.some((name) => words.has(name));
  return (attribute) => words.has(attribute) || (outcome && OUTCOMES.includes(attribute));
}

async function compare(
  tx: Tx,
  ctx: Context,
  { affected, healthy }: Cohorts,
  isSaid: (attribute: string) => boolean,
): Promise<Comparison> {
  const sample = (filter: TraceFilter, isAffected: boolean) => tx`
    (
      select ${isAffected}::boolean as affected, traces.*
      from traces
      where ${filterSql(tx, ctx, filter)}
      -- The hash spreads them over the whole time.
      order by hashtextextended(trace_id::text, 0)
      limit ${SAMPLE}
    )`;
  const values = ONE.map((name) => `('${name}', (${valueIn("traces", name)})::text)`).join(", ");
  const lists = SEVERAL.map((name) => `select '${name}', unnest(${figuresOf(name).several})`).join(
    " union all ",
  );
  const rows = await tx<{ attribute: string; value: string | null; affected: number; healthy: number }[]>`
    with sampled as materialized (${sample(affected, true)} union all ${sample(healthy, false)})
    select attribute, value, (count(*) filter (where affected))::int as affected, (count(*) filter (where not affected))::int as healthy
    from sampled
    cross join lateral (select * from (values ${tx.unsafe(values)}) v ${tx.unsafe(lists === "" ? "" : `union all ${lists}`)}) as of (attribute, value)
    group by attribute, value
    union all
    select '', null, (count(*) filter (where affected))::int, (count(*) filter (where not affected))::int from sampled`;
  const of = rows.find(({ attribute }) => attribute === "");
  const counts = rows
    .filter(({ attribute, value }) => attribute !== "" && value !== null && !isSaid(attribute))
    .map((row): ValueCount => ({
      attribute: row.attribute,
      value: shown(row),
      inside: row.affected,
      outside: row.healthy,
    }));
  const sampled = { inside: of?.affected ?? 0, outside: of?.healthy ?? 0 };
  const counted = async (filter: TraceFilter): Promise<number> => {
    const [row] = await tx<
      { n: number }[]
    >`select count(*)::int as n from traces where ${filterSql(tx, ctx, filter)}`;
    return row?.n ?? 0;
  };
  const cohort = async (filter: Cohorts["affected"], looked: number): Promise<Cohort> => ({
    from: filter.from,
    to: filter.to,
    count: await counted(filter),
    sampled: looked,
  });
  return {
    affected: await cohort(affected, sampled.inside),
    healthy: await cohort(healthy, sampled.outside),
    differences: rankDifferences(counts, sampled).map(
      ({ attribute, value, insideShare, outsideShare, sure }) => ({
        attribute,
        value,
        affectedShare: insideShare,
        healthyShare: outsideShare,
        sure,
      }),
    ),
  };
}

const shown = ({ attribute, value }: { attribute: string; value: string | null }): string | null =>
  value !== null && dimensionOf(attribute as (typeof ONE)[number]).filter?.stored === "fingerprint"
    ? formatFingerprint(value)
    : value;

interface Example {
  traceId: string;
  role: "affected" | "healthy";
  startedAt: string;
  reason: string;
}

/** The first, the last and some between, so that a person sees whether it changed; healthy ones from right before. */
async function chooseExamples(tx: Tx, ctx: Context, { affected, healthy }: Cohorts): Promise<Example[]> {
  const pick = (
    filter: TraceFilter,
    role: Example["role"],
    order: string,
    limit: number,
    reason: string,
  ) => tx<Example[]>`
    select encode(uuid_send(trace_id), 'hex') as "traceId", ${role} as role, started_at as "startedAt", ${reason} as reason
    from traces
    where ${filterSql(tx, ctx, filter)}
    order by ${tx.unsafe(order)}
    limit ${limit}`;
  const found = [
    ...(await pick(affected, "affected", "started_at, trace_id", 1, "The first one.")),
    ...(await pick(affected, "affected", "started_at desc, trace_id", 1, "The last one so far.")),
    ...(await pick(
      affected,
      "affected",
      "hashtextextended(trace_id::text, 0)",
      EXAMPLES,
      "Chosen at random.",
    )),
    ...(await pick(
      { ...healthy, status: "ok" } as TraceFilter,
      "healthy",
      "started_at desc, trace_id",
      EXAMPLES - 2,
      "Right before it began.",
    )),
  ];
  const seen = new Set<string>();
  return found.filter(({ traceId }) => !seen.has(traceId) && seen.add(traceId)).slice(0, 2 * EXAMPLES - 2);
}

/**
 * Documents are kept as they are now: retention may take the traces before anybody has looked. Those chosen before stay, and what a
 * person took off does not come back.
 */
async function keepExamples(
  ctx: Context,
  incidentId: string,
  examples: readonly Example[],
  at: Date,
): Promise<void> {
  const { sql, project } = ctx;
  const chosen = await sql<{ n: number }[]>`
    select count(*)::int as n from incident_traces
    where project_id = ${project.id} and incident_id = ${incidentId} and pinned_by is null`;
  if ((chosen[0]?.n ?? 0) > 0) return;
  const unwanted = await sql<{ id: string }[]>`
    select detail ->> 'trace_id' as id from incident_events
    where project_id = ${project.id} and incident_id = ${incidentId} and kind = 'unpinned'`;
  const wanted = examples.filter(({ traceId }) => !unwanted.some(({ id }) => id === traceId));
  for (const { traceId, role, startedAt, reason } of wanted) {
    const document = await documentOf(ctx, traceId);
    await inProject(
      sql,
      project.id,
      (tx) => tx`
      insert into incident_traces (project_id, incident_id, trace_id, role, started_at, reason, document, pinned_at)
      values (${project.id}, ${incidentId}, ${traceId}::uuid, ${role}, ${startedAt}::timestamptz, ${reason}, ${document}, ${at})
      on conflict do nothing`,
    );
  }
}

/** Gzip of a trace's document as the API gives it; null: too large, or gone by now. */
export async function documentOf(ctx: Context, traceId: string): Promise<Buffer | null> {
  try {
    const text = JSON.stringify(await getTrace(ctx, { traceId, include: ["content", "attributes"] }));
    if (text.length > MOST_BYTES) return null;
    return gzipSync(text);
  } catch (error) {
    if (error instanceof Failure && error.code === "not_found") return null;
    throw error;
  }
}
