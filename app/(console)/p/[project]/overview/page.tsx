import { Suspense } from "react";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { changeMarks } from "@/components/charts/time-series/change-marks";
import { incidentMarks } from "@/components/incidents/incident-marks";
import { lackingFilter, lackingOf } from "@/components/overview/lacking";
import { mergeChanges } from "@/components/overview/merge-changes";
import { MOST_INCIDENTS, NeedsAttention } from "@/components/overview/needs-attention";
import { OverviewCharts } from "@/components/overview/overview-charts";
import { overviewSeries } from "@/components/overview/overview-series";
import { WhatChanged } from "@/components/overview/what-changed";
import { withCeiling } from "@/components/overview/with-ceiling";
import { qualityFacts, tileFacts, usdText } from "@/components/overview/tile-facts";
import { Tiles } from "@/components/overview/tiles";
import { NothingInRange, NoTracesYet } from "@/components/shell/no-data";
import { PageHeader } from "@/components/shell/page-header";
import { type ConsolePage, consolePath } from "@/components/shell/routes";
import { loadShellParams, serializeShellParams, type ShellParams } from "@/components/shell/search-params";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { byInterval } from "@/lib/format/interval";
import { listChanges } from "@/lib/metrics/changes";
import { tightestCeiling } from "@/lib/budgets/tightest-ceiling";
import { countUnresolved } from "@/lib/incidents/count-unresolved";
import { incidentQuery } from "@/lib/incidents/incident-query";
import { listIncidents } from "@/lib/incidents/list-incidents";
import { listTouching } from "@/lib/incidents/list-touching";
import { leadingScore } from "@/lib/metrics/leading-score";
import { overview, type TileMetric } from "@/lib/metrics/overview";
import { periodText } from "@/lib/time/period-text";
import { resolveRange } from "@/lib/time/range";
import { hasTraces } from "@/lib/traces/has-traces";

interface PageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export const metadata = { title: "Overview" };

export default async function OverviewPage({ params, searchParams }: PageProps) {
  const { project } = await params;
  const view = await loadShellParams(searchParams);
  return (
    <div className="grid gap-4 p-4">
      <PageHeader title="Overview" quiet />
      <Suspense key={serializeShellParams("", view)} fallback={<OverviewSkeleton />}>
        <OverviewBody project={project} view={view} />
      </Suspense>
    </div>
  );
}

async function OverviewBody({ project, view }: { project: string; view: ShellParams }) {
  const ctx = await pageContext(project);
  const zone = await viewerZone(view.tz);
  const range = resolveRange(view, ctx.now(), zone);
  const period = { from: range.from.toISOString(), to: range.to.toISOString() };
  const environment = view.env === null ? undefined : [view.env];
  const asked = { ...period, environment, zone };
  const gravest = { ...incidentQuery({ state: "unresolved" }), limit: MOST_INCIDENTS };
  const [{ tiles, interval, answers }, changes, ceiling, alerts, warnings, unresolved, touching, score] =
    await Promise.all([
      overview(ctx, asked),
      listChanges(ctx, asked),
      tightestCeiling(ctx, view.env),
      listIncidents(ctx, { ...gravest, severity: "alert" }),
      listIncidents(ctx, { ...gravest, severity: "warning" }),
      countUnresolved(ctx),
      listTouching(ctx, asked),
      leadingScore(ctx, asked),
    ]);
  const attention = {
    projectSlug: project,
    incidents: [...alerts.data, ...warnings.data].slice(0, MOST_INCIDENTS),
    unresolved: unresolved.count,
    ceiling,
  };
  if (tiles.interactions.now.value === 0)
    return (
      <>
        {unresolved.count > 0 && <NeedsAttention {...attention} lacking={[]} />}
        <Nothing project={project} everywhere={!(await hasTraces(ctx))} />
      </>
    );

  const series = overviewSeries(answers);
  const to = (page: ConsolePage, words: Record<string, string> = {}) => {
    const href = serializeShellParams(consolePath(project, page), view);
    const more = new URLSearchParams(words).toString();
    return more === "" ? href : `${href}${href.includes("?") ? "&" : "?"}${more}`;
  };
  const tracesHref = (filter: Record<string, string> = {}) => to("traces", filter);
  /** The page that explains a figure. */
  const explained: Record<TileMetric, string> = {
    interactions: tracesHref(),
    error_rate: `${to("latency")}#failures`,
    latency: to("latency"),
    trace_ttft: to("latency", { measure: "trace_ttft" }),
    cost_usd: to("cost"),
    completeness: tracesHref({ complete: "false" }),
  };
  const changed = changeMarks(changes, tracesHref);
  const links = {
    feature: Object.fromEntries(series.costByFeature.map(({ key }) => [key, tracesHref({ feature: key })])),
    model: Object.fromEntries(series.costByModel.map(({ key }) => [key, tracesHref({ model: key })])),
  };
  return (
    <>
      <Tiles
        period={periodText(range)}
        tiles={[
          ...Object.values(tiles).map((tile) => ({
            ...withCeiling(
              tileFacts(tile, {
                now: Number(tiles.interactions.now.value),
                before: Number(tiles.interactions.before.value),
              }),
              ceiling,
            ),
            href: explained[tile.metric],
          })),
          { ...qualityFacts(score), href: to("drift") },
        ]}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <NeedsAttention
          {...attention}
          lacking={lackingOf(tiles.completeness.now).map((one) => ({
            ...one,
            href: tracesHref(lackingFilter(one)),
          }))}
        />
        <WhatChanged marks={changeMarks(mergeChanges(changes), tracesHref)} />
      </div>
      <OverviewCharts
        series={series}
        interval={byInterval(interval)}
        costTotal={`${usdText(tiles.cost_usd.now)} in all`}
        links={links}
        traces={{
          all: tracesHref(),
          ok: tracesHref({ status: "ok" }),
          error: tracesHref({ status: "error" }),
          incomplete: tracesHref({ complete: "false" }),
        }}
        synthetic={(tiles.latency.now.synthetic_clock ?? 0) > 0}
        covered={{ from: range.from.getTime(), to: range.to.getTime() }}
        marks={[...changed, ...incidentMarks(project, touching, period.from)]}
      />
    </>
  );
}

const Nothing = ({ project, everywhere }: { project: string; everywhere: boolean }) => (
  <Panel>
    {everywhere ? (
      <NoTracesYet project={project} />
    ) : (
      <NothingInRange
        title="No interactions in this range"
        href={`${consolePath(project, "overview")}?range=30d`}
      >
        Choose a longer range or another environment above.
      </NothingInRange>
    )}
  </Panel>
);

function OverviewSkeleton() {
  return (
    <>
      <Skeleton className="h-36 rounded-l" />
      <div className="grid gap-4 lg:grid-cols-2">
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} className="h-62 rounded-l" />
        ))}
      </div>
    </>
  );
}
