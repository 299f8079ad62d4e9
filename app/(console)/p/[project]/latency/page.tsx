import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { scopeOfView } from "@/components/latency/scope-of-view";
import { type LatencyView, loadLatencyView, serializeLatencyView } from "@/components/latency/search-params";
import { PageHeader } from "@/components/shell/page-header";
import { PrintHead } from "@/components/shell/print-head";
import { PagePart } from "@/components/shell/page-part";
import { consolePath } from "@/components/shell/routes";
import { LinkTabs } from "@/components/ui/link-tabs";
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
      <PrintHead
        title={`Latency: ${MEASURE[view.measure].label.toLowerCase()}`}
        project={ctx.project.slug}
        range={part.scope}
        narrowed={Object.entries(part.scope.filters).map(([word, values]) => `${word} ${values.join(", ")}`)}
        by={ctx.actor.name}
        at={ctx.now()}
      />
      <LinkTabs
        label="What is measured"
        tabs={MEASURES.map((measure) => ({
          label: MEASURE[measure].label,
          href: serializeLatencyView(path, { ...view, measure }),
          active: measure === view.measure,
        }))}
      />
      <PagePart
        of={keyOf({ ...view, measure: null, group: null, q: null })}
        title="What can be chosen"
        height="h-7"
      >
        <ControlsPart {...part} />
      </PagePart>
      <PagePart of={keyOf({ ...view, objective: null, failures: null })} title="The latencies" height="h-180">
        <MeasurePart {...part} />
      </PagePart>
      <PagePart of={keyOf({ objective: view.objective })} title="The objectives" height="h-40">
        <ObjectivesPart {...part} />
      </PagePart>
      <PagePart
        of={keyOf({ ...view, measure: null, group: null, q: null, objective: null, failures: null })}
        title="The shape of each feature"
        height="h-60"
      >
        <ShapesPart {...part} />
      </PagePart>
      <PagePart
        of={keyOf({ ...view, measure: null, group: null, q: null, objective: null })}
        title="What failed"
        height="h-80"
      >
        <FailuresPart {...part} />
      </PagePart>
    </div>
  );
}

/** A part is read anew only when what it is drawn from changes. */
const keyOf = (of: Parameters<typeof serializeLatencyView>[1]): string => serializeLatencyView("", of);
