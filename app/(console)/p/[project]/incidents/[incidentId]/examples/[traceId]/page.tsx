import { EyeOff } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { CommentsOf } from "@/components/comments/comments";
import { CommentsButton } from "@/components/comments/comments-button";
import { incidentJsonPath, incidentPath } from "@/components/incidents/incident-paths";
import { TraceBody } from "@/components/trace/trace-body";
import { TraceHeader } from "@/components/trace/trace-header";
import { tracePath } from "@/components/trace/trace-paths";
import { TraceTabs } from "@/components/trace/trace-tabs";
import { PageHeader } from "@/components/shell/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { may } from "@/lib/auth/roles";
import { getIncident } from "@/lib/incidents/get-incident";
import { getKeptTrace } from "@/lib/incidents/kept-trace";

import { readComments } from "../../../../comments/read-comments";
import { orNotFound } from "../../or-not-found";
import { loadKeptTraceParams } from "./search-params";

interface KeptTracePageProps {
  params: Promise<{ project: string; incidentId: string; traceId: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Kept trace" };

export default async function KeptTracePage({ params, searchParams }: KeptTracePageProps) {
  const { project, incidentId, traceId } = await params;
  const [ctx, { view }] = await Promise.all([pageContext(project), loadKeptTraceParams(searchParams)]);
  const incident = await orNotFound(getIncident(ctx, incidentId));
  const path = incidentPath(project, incident.id);
  if (!may(ctx.actor, "read_content"))
    return (
      <div className="p-4">
        <PageHeader title="Kept trace" quiet />
        <EmptyState
          icon={EyeOff}
          title="Your role sees figures, not what was said"
          action={
            <Button asChild>
              <Link href={path}>Back to the incident</Link>
            </Button>
          }
        >
          The copy of a trace holds what was said in it.
        </EmptyState>
      </div>
    );
  const trace = await orNotFound(getKeptTrace(ctx, incident.id, traceId));
  const comments = await readComments(ctx, project, trace.trace_id, false);
  const example = incident.examples.find((one) => one.traceId === traceId);
  return (
    <CommentsOf value={comments}>
      <div className="flex h-[calc(100dvh-var(--bar))] flex-col">
        <TraceHeader projectSlug={project} trace={trace} turn={null} actions={<CommentsButton />} />
        <p className="flex flex-wrap gap-x-3 gap-y-1 border-b border-line bg-sunken px-4 py-1.5 text-s max-md:px-3">
          <span>
            A copy, kept <AbsoluteTime at={example?.pinnedAt ?? incident.openedAt} />{" "}
            {example?.pinnedBy ? `by ${example.pinnedBy}` : "by rule"} with{" "}
            <Link href={path} className="text-accent underline">
              incident {incident.id}
            </Link>
            . What came later is not in it.
            {trace.next_cursor !== null &&
              ` It holds the first ${trace.spans.length.toLocaleString("en")} of ${trace.counts.spans.toLocaleString("en")} spans.`}
          </span>
          <Link href={tracePath(project, traceId)} prefetch={false} className="text-accent underline">
            The trace as it is stored now
          </Link>
        </p>
        <TraceTabs projectSlug={project} path={`${path}/examples/${traceId}`} view={view} findIn={null} />
        <div className="min-h-0 flex-1">
          <TraceBody
            projectSlug={project}
            trace={trace}
            view={view}
            jsonHref={`${incidentJsonPath(project, incident.id)}/examples/${traceId}`}
          />
        </div>
      </div>
    </CommentsOf>
  );
}
