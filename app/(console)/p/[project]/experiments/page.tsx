import { EyeOff, FlaskConical } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";
import { createLoader, parseAsString, type SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { ExperimentTable } from "@/components/lazy-parts";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { tracePath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { listExperiments } from "@/lib/experiments/list-experiments";

interface ExperimentsPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Experiments" };

/** Those of one trace alone. */
const loadParams = createLoader({ trace: parseAsString });

export default async function ExperimentsPage({ params, searchParams }: ExperimentsPageProps) {
  const { project } = await params;
  const [ctx, { trace }] = await Promise.all([pageContext(project), loadParams(searchParams)]);
  const header = (
    <PageHeader
      title="Experiments"
      meta="Recorded calls that were run again, and what was asked of them. No figure of the project counts them."
      actions={
        trace !== null && (
          <>
            <Button asChild size="s">
              <Link href={tracePath(project, trace)}>The trace</Link>
            </Button>
            <Button asChild size="s" variant="ghost">
              <Link href={consolePath(project, "experiments")}>All experiments</Link>
            </Button>
          </>
        )
      }
    />
  );
  if (!may(ctx.actor, "read_content"))
    return (
      <div className="grid gap-4 p-4">
        {header}
        <EmptyState icon={EyeOff} title="Your role sees figures, not what was said">
          {whyNot(ctx.actor, "read_content")}
        </EmptyState>
      </div>
    );
  const { rows, total } = await listExperiments(ctx, { traceId: trace ?? undefined });
  return (
    <div className="grid gap-4 p-4 max-md:p-3 [&>*]:min-w-0">
      {header}
      <Panel flush>
        {rows.length > 0 ? (
          <ExperimentTable projectSlug={project} experiments={rows} leftOut={total - rows.length} />
        ) : (
          <EmptyState
            icon={FlaskConical}
            title={trace === null ? "No experiments yet" : "No experiment of this trace"}
          >
            Open a trace, choose a model call, and press <b>Run again</b>: with another prompt, another model
            or without a document, as often as you like. <b>What if</b> finds which part of its input an
            answer depends on.
          </EmptyState>
        )}
      </Panel>
    </div>
  );
}
