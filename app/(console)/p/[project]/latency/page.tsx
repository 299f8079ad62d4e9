import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { type ReactNode, Suspense } from "react";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { scopeOfView } from "@/components/latency/scope-of-view";
import { type LatencyView, loadLatencyView, serializeLatencyView } from "@/components/latency/search-params";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Skeleton } from "@/components/ui/skeleton";
import type { Context } from "@/lib/context";
import { MEASURE, MEASURES } from "@/lib/latency/measure";
import type { LatencyScope } from "@/lib/latency/scope";

import { ControlsPart } from "./controls-part";
import { FailuresPart } from "./failures-part";
import { MeasurePart } from "./measure-part";
import { ObjectivesPart } from "./objectives-part";
import { ShapesPart } from "./shapes-part";

interface LatencyPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

/** What each part of the page is drawn from. */
export interface PartProps {
  ctx: Context;
  view: LatencyView;
  scope: LatencyScope;
}

export const metadata: Metadata = { title: "Latency" };

export default async function LatencyPage({ params, searchParams }: LatencyPageProps) {
  const { project } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadLatencyView(searchParams)]);
  const zone = await viewerZone(view.tz);
  const part: PartProps = { ctx, view, scope: scopeOfView(view, ctx.now(), zone) };
  const path = consolePath(project, "latency");
  return (
    <div className="grid gap-4 p-4 [&>*]:min-w-0">
      <PageHeader title="Latency" quiet />
      <LinkTabs
        label="What is measured"
        tabs={MEASURES.map((measure) => ({
          label: MEASURE[measure].label,
          href: serializeLatencyView(path, { ...view, measure }),
          active: measure === view.measure,
        }))}
      />
      <Part of={{ ...view, measure: null, group: null, q: null }} height="h-7">
        <ControlsPart {...part} />
      </Part>
      <Part of={{ ...view, objective: null, failures: null }} height="h-180">
        <MeasurePart {...part} />
      </Part>
      <Part of={{ objective: view.objective }} height="h-40">
        <ObjectivesPart {...part} />
      </Part>
      <Part
        of={{ ...view, measure: null, group: null, q: null, objective: null, failures: null }}
        height="h-60"
      >
        <ShapesPart {...part} />
      </Part>
      <Part of={{ ...view, measure: null, group: null, q: null, objective: null }} height="h-80">
        <FailuresPart {...part} />
      </Part>
    </div>
  );
}

/** A part waits for its own figures alone, and shows that it waits only when what it is drawn from changes. */
const Part = ({
  of,
  height,
  children,
}: {
  of: Parameters<typeof serializeLatencyView>[1];
  height: string;
  children: ReactNode;
}) => (
  <Suspense key={serializeLatencyView("", of)} fallback={<Skeleton className={`${height} rounded-l`} />}>
    {children}
  </Suspense>
);
