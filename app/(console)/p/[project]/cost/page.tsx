import { CircleDollarSign } from "lucide-react";
import Link from "next/link";
import { Suspense } from "react";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { CostBar } from "@/components/cost/cost-bar";
import { CostLinks } from "@/components/cost/cost-links";
import { filtersOf, loadCostView, serializeCostView, type CostView } from "@/components/cost/search-params";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import type { Context } from "@/lib/context";
import { fittingInterval } from "@/lib/metrics/intervals";
import { costSummary } from "@/lib/spend/cost-summary";
import type { SpendQuery } from "@/lib/spend/spend-query";
import { periodText } from "@/lib/time/period-text";
import { resolveRange } from "@/lib/time/range";

import type { PanelProps } from "./panel-props";
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
      <PageHeader
        title="Cost"
        quiet
        actions={
          <Button asChild size="s">
            <Link href={consolePath(project, "budgets")}>Budgets</Link>
          </Button>
        }
      />
      <CostBar view={view} links={links} />
      <Suspense key={serializeCostView("", view)} fallback={<PageSkeleton />}>
        <CostBody project={project} view={view} links={links} />
      </Suspense>
    </div>
  );
}

async function CostBody({ project, view, links }: { project: string; view: CostView; links: CostLinks }) {
  const ctx = await pageContext(project);
  const query = await queryOf(ctx, view);
  const summary = await costSummary(ctx, query);
  if (summary.now.spend.length === 0)
    return <Nothing links={links} narrowed={narrowed(view)} project={project} />;
  const seconds = (Date.parse(query.to) - Date.parse(query.from)) / 1000;
  const shared: PanelProps = {
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
      <Suspense fallback={<Skeleton className="h-28 rounded-l" />}>
        <Tiles {...shared} />
      </Suspense>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid content-start gap-4">
          <Suspense fallback={<Skeleton className="h-140 rounded-l" />}>
            <Costs {...shared} />
          </Suspense>
          <Suspense fallback={<Skeleton className="h-40 rounded-l" />}>
            <Anomalies {...shared} />
          </Suspense>
          <Anatomy {...shared} />
          <Waste {...shared} />
        </div>
        <div className="grid content-start gap-4">
          <Change {...shared} />
          <Suspense fallback={<Skeleton className="h-48 rounded-l" />}>
            <Month {...shared} />
          </Suspense>
          <WhatIf {...shared} />
          <Suspense fallback={<Skeleton className="h-100 rounded-l" />}>
            <Users {...shared} />
          </Suspense>
          <Suspense fallback={<Skeleton className="h-90 rounded-l" />}>
            <Interactions {...shared} />
          </Suspense>
        </div>
      </div>
    </>
  );
}

async function queryOf(ctx: Context, view: CostView): Promise<SpendQuery> {
  const range = resolveRange(view, ctx.now());
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    zone: await viewerZone(view.tz),
    filters: filtersOf(view),
  };
}

const narrowed = (view: CostView): boolean => Object.keys(filtersOf(view)).length > 0;

function Nothing({ links, narrowed, project }: { links: CostLinks; narrowed: boolean; project: string }) {
  return (
    <Panel>
      <EmptyState
        icon={CircleDollarSign}
        title="No model calls in this range"
        action={
          <Button asChild>
            <Link
              href={
                narrowed ? consolePath(project, "cost") : links.self({ range: "30d", from: null, to: null })
              }
            >
              {narrowed ? "Remove the filters" : "Show the last 30 days"}
            </Link>
          </Button>
        }
      >
        Costs are those of model calls and embeddings. Choose a longer range or another environment above.
      </EmptyState>
    </Panel>
  );
}

const PageSkeleton = () => (
  <>
    <Skeleton className="h-28 rounded-l" />
    <div className="grid gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Skeleton className="h-140 rounded-l" />
      <Skeleton className="h-140 rounded-l" />
    </div>
  </>
);
