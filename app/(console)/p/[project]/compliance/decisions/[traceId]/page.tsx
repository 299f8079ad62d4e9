import { EyeOff, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";

import { pageContext } from "@/app/context";
import { decisionsPath } from "@/components/decisions/decision-paths";
import { PrintButton } from "@/components/ui/print-button";
import { RecordView } from "@/components/decisions/record-view";
import { SaveEvidence } from "@/components/evidence/save-evidence";
import { PageHeader } from "@/components/shell/page-header";
import { tracePath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { getRecord } from "@/lib/decisions/get-record";
import { Failure } from "@/lib/errors";

export const metadata: Metadata = { title: "Decision record" };

/** How one decision was made. */
export default async function DecisionPage({
  params,
}: {
  params: Promise<{ project: string; traceId: string }>;
}) {
  const { project, traceId } = await params;
  const ctx = await pageContext(project);
  if (!may(ctx.actor, "read_content"))
    return (
      <>
        <PageHeader title="Decision record" />
        <EmptyState icon={EyeOff} title="Your role sees figures, not what was said">
          {whyNot(ctx.actor, "read_content")}
        </EmptyState>
      </>
    );
  const record = await getRecord(ctx, traceId).catch((error: unknown) => {
    if (error instanceof Failure && error.code === "not_found") return null;
    throw error;
  });
  if (record === null)
    return (
      <>
        <PageHeader title="Decision record" />
        <EmptyState icon={SearchX} title="There is no such trace in this project">
          It may not have arrived yet, or its retention of {ctx.project.retentionDays} days has ended.
        </EmptyState>
      </>
    );
  const subject = record.decision?.subject ?? null;
  return (
    <>
      <PageHeader
        title="Decision record"
        meta={
          <>
            {ctx.project.slug} · {record.trace.name} · <AbsoluteTime at={record.trace.started_at} />
            <span className="hidden print:inline">
              {" "}
              · printed by {ctx.actor.name} <AbsoluteTime at={ctx.now().toISOString()} />
            </span>
          </>
        }
        actions={
          <>
            <Button asChild size="s">
              <Link href={decisionsPath(project)}>All decisions</Link>
            </Button>
            <Button asChild size="s">
              <Link href={tracePath(project, record.trace.trace_id)}>Open the trace</Link>
            </Button>
            {may(ctx.actor, "make_evidence") && (
              <>
                <SaveEvidence
                  projectSlug={project}
                  about={{ kind: "trace", of: record.trace.trace_id }}
                  label="Evidence"
                />
                {subject !== null && (
                  <SaveEvidence
                    projectSlug={project}
                    about={{ kind: "decisions", of: subject }}
                    label="Evidence of all about this subject"
                  />
                )}
              </>
            )}
            <PrintButton />
          </>
        }
      />
      <RecordView record={record} projectSlug={project} />
    </>
  );
}
