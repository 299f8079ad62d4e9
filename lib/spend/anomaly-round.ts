import type { Sql } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { Context, ProjectRef } from "@/lib/context";
import type { Established, Over } from "@/lib/findings/finding";
import { openFindings } from "@/lib/findings/open-findings";
import { readOpenFindings } from "@/lib/findings/read-open";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { formatUsd } from "@/lib/format/money";
import { eachProject } from "@/lib/jobs/each-project";

import { type CostAnomaly, costAnomalies } from "./cost-anomalies";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** US dollars above what is usual, below which nobody needs to know. */
const MINIMUM_USD = 5;
/** What ended so long ago is over. */
const OVER_MS = 2 * HOUR_MS;

interface AnomalyDetail {
  feature: string | null;
  user: string | null;
  from: string;
  to: string;
  cost_usd: number;
  expected_usd: number;
  causes: CostAnomaly["causes"];
}

/**
 * Looks for hours of the last day that cost far more than such hours do. What was found last time and goes on is the same.
 * @param sql connected as recount_worker
 */
export async function anomalyRound(sql: Sql, now: () => Date = () => new Date()): Promise<void> {
  const projects = await sql<ProjectRef[]>`
    select p.id, p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays"
    from projects p
    where exists (select from trace_days d where d.project_id = p.id and d.shard_key = any(p.shard_keys))
    order by p.id`;
  await eachProject(projects, (project) =>
    projectRound({ sql, project, actor: { kind: "system", name: "worker" }, now }),
  );
}

async function projectRound(ctx: Context): Promise<void> {
  const toMs = Math.floor(ctx.now().getTime() / HOUR_MS) * HOUR_MS;
  const { list } = await costAnomalies(
    ctx,
    {
      from: new Date(toMs - DAY_MS).toISOString(),
      to: new Date(toMs).toISOString(),
      zone: "UTC",
      filters: {},
    },
    MINIMUM_USD,
  );
  const lasting = list.filter(({ to }) => Date.parse(to) > toMs - OVER_MS);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const open = await readOpenFindings<AnomalyDetail>(tx, ctx.project.id, "cost_anomaly");
    const series = new Set(lasting.map(seriesOf));
    const known = new Set(open.map((finding) => finding.series));
    const over = open
      .filter((finding) => !series.has(finding.series))
      .map(({ id }): Over => ({ id, why: "It costs what is usual again." }));
    // One that goes on has a later end, and the same beginning or a later one: it was told.
    const fresh = lasting.filter((one) => !known.has(seriesOf(one))).map((one) => establish(ctx, one));
    await openFindings(tx, ctx.project, "cost_anomaly", fresh, ctx.now());
    await resolveFindings(tx, ctx.project, over, ctx.now());
  });
}

const seriesOf = ({ feature, user }: CostAnomaly): string =>
  JSON.stringify([feature, user ?? null, user !== undefined]);

function establish(ctx: Context, anomaly: CostAnomaly): Established<AnomalyDetail> {
  const { feature, user, from, to, costUsd, expectedUsd, causes } = anomaly;
  const who = user === undefined ? "" : user === null ? " by calls that name nobody" : ` by user ${user}`;
  const title = `${feature ?? "What has no feature"} cost ${formatUsd(costUsd)}${who} where ${formatUsd(expectedUsd)} is usual`;
  const words = new URLSearchParams();
  if (feature !== null) words.set("feature", feature);
  if (typeof user === "string") words.set("user", user);
  return {
    ruleId: 0,
    series: seriesOf(anomaly),
    key: from,
    level: "warning",
    title,
    link: `/p/${ctx.project.slug}/cost?${new URLSearchParams({ from: new Date(Date.parse(from) - DAY_MS).toISOString(), to })}`,
    detail: {
      feature,
      user: user ?? null,
      from,
      to,
      cost_usd: costUsd,
      expected_usd: expectedUsd,
      causes,
    },
    affected: words.toString(),
    beganAtMs: Date.parse(from),
    cause: {
      key: `cost ${JSON.stringify([feature])}`,
      title: `${feature ?? "What has no feature"} costs more than usual`,
      tell: true,
    },
  };
}
