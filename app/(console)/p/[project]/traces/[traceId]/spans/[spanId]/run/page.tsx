import { EyeOff, FlaskConicalOff, PlugZap } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";
import { createLoader, parseAsStringLiteral, type SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { experimentsOfTrace, runPath, runRoute } from "@/components/experiments/experiment-paths";
import { RerunForm } from "@/components/experiments/rerun-form";
import { typedCallOf } from "@/components/experiments/typed-call";
import { WhatIfForm } from "@/components/experiments/what-if-form";
import { settingsPath } from "@/components/settings/settings-path";
import { PageHeader } from "@/components/shell/page-header";
import { tracePath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkTabs } from "@/components/ui/link-tabs";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import { shownName } from "@/lib/model/shown-name";
import { Failure } from "@/lib/errors";
import { type Original, readOriginal } from "@/lib/experiments/read-original";
import type { Provider } from "@/lib/providers/provider";
import { listProviders } from "@/lib/providers/providers";

import { previewExperimentAction } from "../../../../../experiments/actions";

interface RunPageProps {
  params: Promise<{ project: string; traceId: string; spanId: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Run again" };

const loadMode = createLoader({ ask: parseAsStringLiteral(["what-if"] as const) });

export default async function RunPage({ params, searchParams }: RunPageProps) {
  const { project, traceId, spanId } = await params;
  const [ctx, { ask }] = await Promise.all([pageContext(project), loadMode(searchParams)]);
  const back = (
    <Button asChild>
      <Link href={`${tracePath(project, traceId)}?span=${spanId}`}>Back to the trace</Link>
    </Button>
  );
  if (!may(ctx.actor, "run_calls"))
    return (
      <EmptyState icon={EyeOff} title="Running a call is not for your role" action={back}>
        {whyNot(ctx.actor, "run_calls")}
      </EmptyState>
    );
  const [original, providers] = await Promise.all([
    findOriginal(ctx, { traceId, spanId }),
    listProviders(ctx),
  ]);
  if (original instanceof Failure)
    return (
      <EmptyState icon={FlaskConicalOff} title="This call cannot be run again" action={back}>
        {original.message}
      </EmptyState>
    );
  const path = runPath(project, original.traceId, original.spanId);
  return (
    <div className="grid gap-4 p-4 max-md:p-3 [&>*]:min-w-0">
      <PageHeader
        title={shownName(original.name)}
        meta={
          <>
            <Link
              href={`${tracePath(project, original.traceId)}?span=${original.spanId}`}
              className="text-accent underline"
            >
              The recorded call
            </Link>
            {" · "}
            <Link href={experimentsOfTrace(project, original.traceId)} className="text-accent underline">
              Experiments of this trace
            </Link>
          </>
        }
      />
      <LinkTabs
        label="What is asked"
        tabs={[
          { label: "Run again", href: path, active: ask === null },
          { label: "What if", href: `${path}?ask=what-if`, active: ask === "what-if" },
        ]}
      />
      <p className="max-w-200 text-s text-ink-2">
        Only this call is made. Calls before it are not made again: what they answered is taken from the
        recording, at no cost. No tool is run, and nothing after it goes on. Experiments are kept beside the
        trace and counted in no figure of the project.
      </p>
      {providers.length === 0 ? (
        <NoProvider ctx={ctx} />
      ) : (
        <Form ctx={ctx} original={original} providers={providers} ask={ask} />
      )}
    </div>
  );
}

/** A call that cannot be run is told as such, not as a failure of the page. */
const findOriginal = (ctx: Context, of: { traceId: string; spanId: string }): Promise<Original | Failure> =>
  readOriginal(ctx, of).catch((error: unknown) => {
    if (error instanceof Failure && (error.code === "not_found" || error.code === "conflict")) return error;
    throw error;
  });

function NoProvider({ ctx }: { ctx: Context }) {
  const { slug } = ctx.project;
  const editable = may(ctx.actor, "edit_project");
  return (
    <EmptyState
      icon={PlugZap}
      title="No provider is set up yet"
      action={
        <Button asChild variant={editable ? "primary" : "plain"}>
          <Link href={settingsPath(slug, "providers")}>{editable ? "Add a provider" : "See providers"}</Link>
        </Button>
      }
    >
      A call is run again at a provider with the API of OpenAI or Anthropic, under a key of this project.
      {editable
        ? " Add one, with its key, in the settings."
        : " An admin of the project adds one in the settings."}
    </EmptyState>
  );
}

interface FormProps {
  ctx: Context;
  original: Original;
  providers: readonly Provider[];
  ask: "what-if" | null;
}

const RUNS = 5;
const TRIES = 10;

function Form({ ctx, original, providers, ask }: FormProps) {
  const { slug } = ctx.project;
  const { traceId, spanId, request, parts, answer, costUsd } = original;
  const shared = {
    projectSlug: slug,
    original: { traceId, spanId, request, parts, answer, costUsd },
    providers,
    preview: previewExperimentAction.bind(null, slug),
    url: runRoute(slug),
  };
  return ask === null ? (
    <RerunForm {...shared} initial={typedCallOf(original, providers, RUNS)} />
  ) : (
    <WhatIfForm {...shared} initial={typedCallOf(original, providers, TRIES)} />
  );
}
