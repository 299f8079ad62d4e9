import type { Metadata } from "next";
import Link from "@/components/ui/link";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { TraceReaders } from "@/components/audit/trace-readers";
import { BookmarkButton } from "@/components/bookmarks/bookmark-button";
import { experimentsOfTrace } from "@/components/experiments/experiment-paths";
import { CommentsOf } from "@/components/comments/comments";
import { CommentsButton } from "@/components/comments/comments-button";
import { decisionPath } from "@/components/decisions/decision-paths";
import { ScoreTrace } from "@/components/scores/score-button";
import { ScoresOf } from "@/components/scores/scores-of";
import { ReplayServer } from "@/components/replay/replay-server";
import { SaveEvidence } from "@/components/evidence/save-evidence";
import { KeepWithIncident } from "@/components/incidents/keep-with-incident";
import { BackToList } from "@/components/trace/back-to-list";
import { promptsOfTrace } from "@/components/trace/prompts-of-trace";
import { Refresh } from "@/components/ui/refresh";
import { SpanPages } from "@/components/trace/span-pages";
import { TraceBody } from "@/components/trace/trace-body";
import { TraceActions } from "@/components/trace/trace-actions";
import { TraceHeader } from "@/components/trace/trace-header";
import { TraceNotFound } from "@/components/trace/trace-not-found";
import {
  comparePath,
  traceJsonPath,
  tracePath,
  traceRunsPath,
  traceSpansPath,
} from "@/components/trace/trace-paths";
import { TraceTabs } from "@/components/trace/trace-tabs";
import { Button } from "@/components/ui/button";
import { may } from "@/lib/auth/roles";
import { isDecision } from "@/lib/decisions/is-decision";
import { countExperiments } from "@/lib/experiments/list-experiments";
import { findTurn } from "@/lib/sessions/find-turn";
import { readSpanCursor } from "@/lib/traces/span-cursor";
import { shownName } from "@/lib/model/shown-name";

import { keepTracesAction } from "../../incidents/actions";
import { bookmarkTracesAction } from "../../bookmarks/actions";
import { readComments } from "../../comments/read-comments";
import { writeScoreAction } from "../../scores/actions";
import { listBehind, listsAround } from "./list-behind";
import { findListNeighbours } from "./list-neighbours";
import { readTrace } from "./read-trace";
import { loadTraceParams, serializeTraceParams } from "./search-params";

interface TracePageProps {
  params: Promise<{ project: string; traceId: string }>;
  searchParams: Promise<SearchParams>;
}

/** A tab shows no more. */
const MOST_OF_NAME = 60;

/** Names the trace: several lie in tabs beside each other. */
export async function generateMetadata({ params, searchParams }: TracePageProps): Promise<Metadata> {
  const { project, traceId } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadTraceParams(searchParams)]);
  const trace = await readTrace(ctx, traceId, view.view, view.spans);
  return {
    title:
      trace === null
        ? "Trace"
        : `${shownName(trace.name).slice(0, MOST_OF_NAME)} ${trace.trace_id.slice(0, 8)}`,
  };
}

/** Another trace of the session, played from its beginning. */
const FROM_THE_START = {
  ...{ span: null, zoom: null, q: null, spans: null, t: null, comment: null },
  play: true,
};

export default async function TracePage({ params, searchParams }: TracePageProps) {
  const { project, traceId } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadTraceParams(searchParams)]);
  const trace = await readTrace(ctx, traceId, view.view, view.spans);
  if (trace === null)
    return (
      <TraceNotFound projectSlug={project} traceId={traceId} retentionDays={ctx.project.retentionDays} />
    );

  const readable = may(ctx.actor, "read_content");
  const [comments, turn, neighbours, experiments, decided] = await Promise.all([
    readComments(ctx, project, trace.trace_id),
    trace.session_id === null
      ? null
      : findTurn(ctx, { traceId: trace.trace_id, sessionId: trace.session_id, startedAt: trace.started_at }),
    findListNeighbours(ctx, view.list, trace),
    readable ? countExperiments(ctx, trace.trace_id) : 0,
    readable && isDecision(ctx, trace.trace_id),
  ]);
  const hrefOf = (id: string | null) =>
    id === null
      ? null
      : serializeTraceParams(tracePath(project, id), {
          ...view,
          span: null,
          zoom: null,
          t: null,
          q: null,
          spans: null,
          comment: null,
        });
  const replayHref = (id: string | null | undefined) =>
    id == null
      ? null
      : serializeTraceParams(tracePath(project, id), { ...view, ...FROM_THE_START, view: "replay" });
  const pageHref = (spans: string | null) =>
    serializeTraceParams(tracePath(project, trace.trace_id), { ...view, span: null, zoom: null, spans });
  return (
    <CommentsOf value={comments}>
      <ScoresOf
        value={{
          traceId: trace.trace_id,
          scores: trace.scores,
          write: readable && may(ctx.actor, "write_comments") ? writeScoreAction.bind(null, project) : null,
        }}
      >
        <div className="flex h-[calc(100dvh-var(--bar))] flex-col">
          <TraceHeader
            projectSlug={project}
            trace={trace}
            turn={turn !== null && turn.count > 0 ? turn : null}
            prompts={promptsOfTrace(trace.spans)}
            within={listsAround(view, trace, ctx.now(), await viewerZone(view.tz))}
            back={
              <BackToList
                projectSlug={project}
                {...listBehind(project, view)}
                traceId={trace.trace_id}
                cameFrom={view.list !== null}
              />
            }
            actions={
              <>
                {decided && (
                  <Button asChild size="s">
                    <Link href={decisionPath(project, trace.trace_id)} prefetch={false}>
                      Decision record
                    </Link>
                  </Button>
                )}
                {view.view === "replay" && readable && (
                  <ReplayServer projectSlug={project} traceId={trace.trace_id} />
                )}
                <TraceActions
                  projectSlug={project}
                  traceId={trace.trace_id}
                  jsonHref={traceJsonPath(project, trace.trace_id)}
                  compareHref={readable ? comparePath(project, trace.trace_id) : null}
                  experiments={
                    experiments > 0
                      ? { count: experiments, href: experimentsOfTrace(project, trace.trace_id) }
                      : null
                  }
                  newerHref={hrefOf(neighbours?.newer ?? null)}
                  olderHref={hrefOf(neighbours?.older ?? null)}
                  inList={neighbours !== null}
                />
                {may(ctx.actor, "make_evidence") && (
                  <SaveEvidence
                    projectSlug={project}
                    about={{ kind: "trace", of: trace.trace_id }}
                    label="Evidence"
                  />
                )}
                {may(ctx.actor, "edit_incidents") && (
                  <KeepWithIncident
                    projectSlug={project}
                    traceIds={[trace.trace_id]}
                    keep={keepTracesAction.bind(null, project)}
                  />
                )}
                <BookmarkButton
                  projectSlug={project}
                  traceId={trace.trace_id}
                  bookmark={bookmarkTracesAction.bind(null, project)}
                />
                {may(ctx.actor, "read_audit") && (
                  <TraceReaders projectSlug={project} traceId={trace.trace_id} />
                )}
                <ScoreTrace />
                <CommentsButton />
              </>
            }
          />
          <TraceTabs
            projectSlug={project}
            path={tracePath(project, trace.trace_id)}
            view={view.view}
            findIn={trace.trace_id}
          />
          {view.view === "transcript" && (
            <SpanPages
              before={view.spans === null ? 0 : readSpanCursor(view.spans).before}
              shown={trace.spans.length}
              total={trace.counts.spans}
              firstHref={pageHref(null)}
              nextHref={trace.next_cursor && pageHref(trace.next_cursor)}
            />
          )}
          <div className="min-h-0 flex-1">
            <TraceBody
              projectSlug={project}
              trace={trace}
              view={view.view}
              findIn={trace.trace_id}
              moreHref={traceSpansPath(project, trace.trace_id)}
              nextTurnHref={replayHref(turn?.nextTraceId)}
              runsAt={may(ctx.actor, "run_calls") ? traceRunsPath(project, trace.trace_id) : null}
            />
          </div>
          {trace.open && <Refresh />}
        </div>
      </ScoresOf>
    </CommentsOf>
  );
}
