import Link from "next/link";
import { Suspense } from "react";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { changeMarks } from "@/components/charts/time-series/change-marks";
import { incidentMarks } from "@/components/incidents/incident-marks";
import { MOST_INCIDENTS, OpenIncidents } from "@/components/overview/open-incidents";
import { OverviewCharts } from "@/components/overview/overview-charts";
import { overviewSeries } from "@/components/overview/overview-series";
import { withCeiling } from "@/components/overview/with-ceiling";
import { tileFacts, usdText } from "@/components/overview/tile-facts";
import { Tiles } from "@/components/overview/tiles";
import { NothingInRange, NoTracesYet } from "@/components/shell/no-data";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { loadShellParams, serializeShellParams, type ShellParams } from "@/components/shell/search-params";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { byInterval } from "@/lib/format/interval";
import { listChanges } from "@/lib/metrics/changes";
import { tightestCeiling } from "@/lib/budgets/tightest-ceiling";
import { incidentQuery } from "@/lib/incidents/incident-query";
import { listIncidents } from "@/lib/incidents/list-incidents";
import { listTouching } from "@/lib/incidents/list-touching";
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

/** Which traces a tile counts, as words of the list's filter. */
const BEHIND: Partial<Record<TileMetric, Record<string, string>>> = {
  error_rate: { status: "error" },
  completeness: { complete: "false" },
};

async function OverviewBody({ project, view }: { project: string; view: ShellParams }) {
  const ctx = await pageContext(project);
  const zone = await viewerZone(view.tz);
  const range = resolveRange(view, ctx.now(), zone);
  const period = { from: range.from.toISOString(), to: range.to.toISOString() };
  const environment = view.env === null ? undefined : [view.env];
  const asked = { ...period, environment, zone };
  const unresolved = { ...incidentQuery({ state: "unresolved" }), limit: MOST_INCIDENTS };
  const [{ tiles, interval, answers }, changes, ceiling, alerts, warnings, touching] = await Promise.all([
    overview(ctx, asked),
    listChanges(ctx, asked),
    tightestCeiling(ctx, view.env),
    listIncidents(ctx, { ...unresolved, severity: "alert" }),
    listIncidents(ctx, { ...unresolved, severity: "warning" }),
    listTouching(ctx, asked),
  ]);
  const openIncidents = <OpenIncidents projectSlug={project} alerts={alerts} warnings={warnings} />;
  if (tiles.interactions.now.value === 0)
    return (
      <>
        {openIncidents}
        <Nothing project={project} everywhere={!(await hasTraces(ctx))} />
      </>
    );

  const series = overviewSeries(answers);
  const tracesHref = (filter: Record<string, string> = {}) => {
    const href = serializeShellParams(consolePath(project, "traces"), view);
    const words = new URLSearchParams(filter).toString();
    return words === "" ? href : `${href}${href.includes("?") ? "&" : "?"}${words}`;
  };
  const links = {
    feature: Object.fromEntries(series.costByFeature.map(({ key }) => [key, tracesHref({ feature: key })])),
    model: Object.fromEntries(series.costByModel.map(({ key }) => [key, tracesHref({ model: key })])),
  };
  return (
    <>
      {openIncidents}
      <Tiles
        period={periodText(range)}
        tiles={Object.values(tiles).map((tile) => ({
          ...withCeiling(
            tileFacts(tile, {
              now: Number(tiles.interactions.now.value),
              before: Number(tiles.interactions.before.value),
            }),
            ceiling,
          ),
          href: tracesHref(BEHIND[tile.metric]),
        }))}
      />
      <OverviewCharts
        series={series}
        interval={byInterval(interval)}
        costTotal={`${usdText(tiles.cost_usd.now.value)} in all`}
        links={links}
        traces={{
          all: tracesHref(),
          ok: tracesHref({ status: "ok" }),
          error: tracesHref({ status: "error" }),
          incomplete: tracesHref({ complete: "false" }),
        }}
        covered={{ from: range.from.getTime(), to: range.to.getTime() }}
        marks={[...changeMarks(changes, tracesHref), ...incidentMarks(project, touching, period.from)]}
      />
      <Attention tiles={tiles} tracesHref={tracesHref} />
    </>
  );
}

/** What a trace lacks, and which words of the filter find such traces. */
const PARTS = {
  prompt_version: { lacks: "a system prompt", filter: { complete: "false" } },
  context: { lacks: "their retrieved documents", filter: { complete: "false" } },
  output: { lacks: "the model's output", filter: { complete: "false" } },
  tool_results: { lacks: "a tool's result", filter: { complete: "false" } },
  cost: { lacks: "the cost of a model call or ranking", filter: { cost_known: "false" } },
} as const;

/** What somebody could mend, in sentences: each with the traces it speaks of. */
function Attention({
  tiles,
  tracesHref,
}: {
  tiles: Awaited<ReturnType<typeof overview>>["tiles"];
  tracesHref: (filter?: Record<string, string>) => string;
}) {
  const missing = tiles.completeness.now.missing;
  const rows = missing
    ? (Object.keys(PARTS) as (keyof typeof PARTS)[])
        .map((part) => ({ part, n: missing[part] }))
        .filter(({ n }) => n > 0)
        .sort((a, b) => b.n - a.n)
    : [];
  if (rows.length === 0) return null;
  return (
    <Panel title="Incomplete" aside="what the record lacks" flush>
      <ul className="text-s">
        {rows.map(({ part, n }) => (
          <li key={part} className="border-t border-line">
            <Link
              href={tracesHref(PARTS[part].filter)}
              className="flex h-8 items-center gap-3 px-3.5 hover:bg-hover"
            >
              <span aria-hidden className="size-2 rounded-[2px] shadow-[inset_0_0_0_1.5px_var(--warn)]" />
              <span>
                <b className="tabular font-medium">{n.toLocaleString("en")}</b>{" "}
                {n === 1 ? "trace lacks" : "traces lack"} {PARTS[part].lacks}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
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
