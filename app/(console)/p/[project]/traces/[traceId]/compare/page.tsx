import { EyeOff, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";
import { createLoader, parseAsString, type SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { CompareHeader } from "@/components/compare/compare-header";
import { CompareView } from "@/components/compare/compare-view";
import { PageHeader } from "@/components/shell/page-header";
import { TraceNotFound } from "@/components/trace/trace-not-found";
import { tracePath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { may } from "@/lib/auth/roles";
import { compareTraces } from "@/lib/compare/compare-traces";
import { findHealthy } from "@/lib/compare/find-healthy";

import { readTrace } from "../read-trace";

interface ComparePageProps {
  params: Promise<{ project: string; traceId: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Compare" };

/** The other trace; absent: a healthy one is looked for. */
const loadParams = createLoader({ with: parseAsString });

export default async function ComparePage({ params, searchParams }: ComparePageProps) {
  const { project, traceId } = await params;
  const [ctx, { with: withId }] = await Promise.all([pageContext(project), loadParams(searchParams)]);
  const back = (
    <Button asChild>
      <Link href={tracePath(project, traceId)}>Back to the trace</Link>
    </Button>
  );
  if (!may(ctx.actor, "read_content"))
    return (
      <EmptyState icon={EyeOff} title="Your role sees figures, not what was said" action={back}>
        Two traces are compared by what was said in them.
      </EmptyState>
    );
  const missing = (id: string) => (
    <TraceNotFound projectSlug={project} traceId={id} retentionDays={ctx.project.retentionDays} />
  );
  const trace = await readTrace(ctx, traceId, "transcript", null);
  if (trace === null) return missing(traceId);
  const healthy =
    withId === null && trace.feature !== null
      ? await findHealthy(ctx, {
          traceId: trace.trace_id,
          sessionId: trace.session_id,
          feature: trace.feature,
          startedAt: trace.started_at,
          input: trace.input,
        })
      : null;
  const otherId = withId ?? healthy?.traceId;
  if (otherId === undefined)
    return (
      <EmptyState icon={SearchX} title="No successful trace of this feature was found" action={back}>
        Looked for were traces within 30 days before and after that ended without a failed step, and with no
        judgement of 0.
      </EmptyState>
    );
  const other = await readTrace(ctx, otherId, "transcript", null);
  if (other === null) return missing(otherId);
  return (
    <>
      <div className="px-4 pt-3 max-md:px-3">
        <PageHeader
          title="Two traces side by side"
          actions={
            <Button asChild size="s" variant="ghost">
              <Link href={`${tracePath(project, otherId)}/compare?with=${trace.trace_id}`} prefetch={false}>
                Swap
              </Link>
            </Button>
          }
        />
      </div>
      <CompareHeader projectSlug={project} a={trace} b={other} similarity={healthy?.similarity ?? null} />
      <CompareView
        projectSlug={project}
        a={trace.trace_id}
        b={other.trace_id}
        comparison={compareTraces(trace, other)}
      />
    </>
  );
}
