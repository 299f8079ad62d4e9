import { CircleDollarSign } from "lucide-react";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { CostBar } from "@/components/cost/cost-bar";
import { CostLinks, groupLabel } from "@/components/cost/cost-links";
import {
  filtersOf,
  loadCostView,
  serializeCostView,
  SPEND_FILTERS,
  type CostView,
} from "@/components/cost/search-params";
import { ListAge } from "@/components/prices/list-age";
import { NothingInRange, NoTracesYet } from "@/components/shell/no-data";
import { PageHeader } from "@/components/shell/page-header";
import { PrintHead } from "@/components/shell/print-head";
import { PagePart } from "@/components/shell/page-part";
import { consolePath } from "@/components/shell/routes";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import type { Context } from "@/lib/context";
import { fittingInterval } from "@/lib/metrics/intervals";
import { costSummary } from "@/lib/spend/cost-summary";
import type { SpendQuery } from "@/lib/spend/spend-query";
import { periodText } from "@/lib/time/period-text";
import { resolveRange } from "@/lib/time/range";
import { hasTraces } from "@/lib/traces/has-traces";

import type { PartProps } from "./part-props";
import { Anatomy, Anomalies, Change, Costs, Interactions, Month, Users, Waste, WhatIf } from "./panels";
import { Tiles } from "./tiles";

interface PageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export const metadata = { title: "Cost" };

export default async function CostPage({ params, searchParams }: PageProps) {
  const { project } = await params;
  const view = await loadCostView(searchParams);
  const links = new CostLinks(project, view);
  return (
    <div className="grid gap-4 p-4">
      <PageHeader title="Cost" quiet />
      <CostBar view={view} links={links} budgets={consolePath(project, "budgets")} />
      <PagePart of={serializeCostView("", view)} title="The costs" meanwhile={<PageSkeleton />}>
        <CostBody project={project} view={view} links={links} />
      </PagePart>
    </div>
  );
}

async function CostBody({ project, view, links }: { project: string; view: CostView; links: CostLinks }) {
  const ctx = await pageContext(project);
  const query = await queryOf(ctx, view);
  const summary = await costSummary(ctx, query);
  if (summary.now.spend.length === 0)
    return <Nothing project={project} links={links} why={await whyNothing(ctx, query)} />;
  const seconds = (Date.parse(query.to) - Date.parse(query.from)) / 1000;
  const shared: PartProps = {
    ctx,
    view,
    links,
    query,
    summary,
    interval: fittingInterval(seconds),
    period: periodText({ from: new Date(query.from), to: new Date(query.to) }),
    at: ctx.now(),
  };
  return (
    <>
      <PrintHead
        title="Cost"
        project={ctx.project.slug}
        range={query}
        narrowed={narrowedText(view)}
        by={ctx.actor.name}
        at={ctx.now()}
      />
      <PagePart title="The figures in short" height="h-28">
        <Tiles {...shared} />
      </PagePart>
      <ListAge
        date={summary.book.priceList.date}
        now={ctx.now()}
        href={`${consolePath(project, "settings")}/prices`}
      />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_20rem] 2xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)] print:grid-cols-1">
        <div className="grid content-start gap-4">
          <PagePart title="Where the money goes" height="h-140">
            <Costs {...shared} />
          </PagePart>
          <PagePart title="What is out of the ordinary" height="h-40">
            <Anomalies {...shared} />
          </PagePart>
          <Anatomy {...shared} />
          <Waste {...shared} />
          <PagePart title="What interactions cost" height="h-56">
            <Interactions {...shared} />
          </PagePart>
        </div>
        <div className="grid content-start gap-4">
          <Change {...shared} />
          <PagePart title="The month’s end" height="h-48">
            <Month {...shared} />
          </PagePart>
          <div data-chrome>
            <WhatIf {...shared} />
          </div>
          <PagePart title="What users cost" height="h-100">
            <Users {...shared} />
          </PagePart>
        </div>
      </div>
    </>
  );
}

const narrowedText = (view: CostView): string[] => [
  ...(view.env === null ? [] : [`environment ${view.env}`]),
  ...SPEND_FILTERS.flatMap((word) => view[word].map((value) => `${groupLabel(word).toLowerCase()} ${value}`)),
];

async function queryOf(ctx: Context, view: CostView): Promise<SpendQuery> {
  const zone = await viewerZone(view.tz);
  const range = resolveRange(view, ctx.now(), zone);
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    zone,
    filters: filtersOf(view),
  };
}

async function whyNothing(ctx: Context, { filters }: SpendQuery) {
  if (Object.keys(filters).length > 0) return "narrowed";
  return (await hasTraces(ctx)) ? "range" : "new";
}

/** Nothing was spent: because nothing was ever sent, because of what the page is narrowed to, or in this range. */
function Nothing({
  project,
  links,
  why,
}: {
  project: string;
  links: CostLinks;
  why: "new" | "narrowed" | "range";
}) {
  return (
    <Panel>
      {why === "new" ? (
        <NoTracesYet project={project} icon={CircleDollarSign}>
          Point any OpenTelemetry client at this address; what its model calls cost stands here within
          seconds.
        </NoTracesYet>
      ) : (
        <NothingInRange
          title="No model calls in this range"
          icon={CircleDollarSign}
          href={why === "narrowed" ? links.everything() : links.self({ range: "30d", from: null, to: null })}
          action={why === "narrowed" ? "Remove the filters" : undefined}
        >
          Costs are those of model calls and embeddings. Choose a longer range or another environment above.
        </NothingInRange>
      )}
    </Panel>
  );
}

const PageSkeleton = () => (
  <>
    <Skeleton className="h-28 rounded-l" />
    <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_20rem] 2xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Skeleton className="h-140 rounded-l" />
      <Skeleton className="h-140 rounded-l" />
    </div>
  </>
);
