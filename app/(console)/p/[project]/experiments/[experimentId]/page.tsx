import { EyeOff } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";
import { notFound } from "next/navigation";

import { pageContext } from "@/app/context";
import { AskedPanel } from "@/components/experiments/asked-panel";
import { DeleteExperiment } from "@/components/experiments/delete-experiment";
import { runPath } from "@/components/experiments/experiment-paths";
import { KIND_WORDS } from "@/components/experiments/kind-words";
import { Results } from "@/components/experiments/results";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Refresh } from "@/components/ui/refresh";
import { tracePath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { type ExperimentDocument, getExperiment } from "@/lib/experiments/get-experiment";

import { deleteExperimentAction } from "../actions";

export const metadata: Metadata = { title: "Experiment" };

interface ExperimentPageProps {
  params: Promise<{ project: string; experimentId: string }>;
}

export default async function ExperimentPage({ params }: ExperimentPageProps) {
  const { project, experimentId } = await params;
  const ctx = await pageContext(project);
  if (!may(ctx.actor, "read_content"))
    return (
      <EmptyState icon={EyeOff} title="Your role sees figures, not what was said">
        {whyNot(ctx.actor, "read_content")}
      </EmptyState>
    );
  const experiment = await readExperiment(ctx, experimentId);
  const { id, kind, state, traceId, spanId, asked, runs, createdAt, createdBy } = experiment;
  const trace = `${tracePath(project, traceId)}?span=${spanId}`;
  return (
    <div className="grid gap-4 p-4 max-md:p-3 [&>*]:min-w-0">
      <PageHeader
        title={`${KIND_WORDS[kind]} ${id}: ${asked.name}`}
        meta={
          <>
            <Link href={consolePath(project, "experiments")} className="text-accent underline">
              Experiments
            </Link>
            {" · "}
            <Link href={trace} className="text-accent underline">
              The recorded call
            </Link>
            {" · "}
            <RelativeTime at={createdAt} /> by {createdBy}
          </>
        }
        actions={
          may(ctx.actor, "run_calls") && (
            <>
              <Button asChild size="s">
                <Link
                  href={`${runPath(project, traceId, spanId)}${kind === "what_if" ? "?ask=what-if" : ""}`}
                >
                  Run another
                </Link>
              </Button>
              <DeleteExperiment
                id={id}
                path={consolePath(project, "experiments")}
                remove={deleteExperimentAction.bind(null, project)}
              />
            </>
          )
        }
      />
      <Results
        state={state}
        calls={experiment.callsWanted}
        runs={runs}
        writing={[]}
        result={experiment.result}
        error={experiment.error}
        estimatedUsd={experiment.estimatedUsd}
        whatIf={asked.whatIf}
        recorded={asked.recorded}
      />
      <AskedPanel experiment={experiment} />
      {state === "running" && <Refresh />}
    </div>
  );
}

/** What is no experiment, or another project's, is "not found". */
async function readExperiment(ctx: Context, id: string): Promise<ExperimentDocument> {
  if (!/^\d{1,15}$/.test(id)) notFound();
  try {
    return await getExperiment(ctx, Number(id));
  } catch (error) {
    if (error instanceof Failure && error.code === "not_found") notFound();
    throw error;
  }
}
