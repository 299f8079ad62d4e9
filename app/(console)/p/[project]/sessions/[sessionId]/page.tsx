import { MessagesSquare } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";
import { createLoader, parseAsInteger, parseAsString, type SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { ScoreSession } from "@/components/scores/score-button";
import { SaveEvidence } from "@/components/evidence/save-evidence";
import { SessionHeader } from "@/components/sessions/session-header";
import { SessionTurns } from "@/components/sessions/session-turns";
import { consolePath } from "@/components/shell/routes";
import { Refresh } from "@/components/ui/refresh";
import { ContentHidden } from "@/components/trace/span-body";
import { sessionPath, tracePath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { may } from "@/lib/auth/roles";
import { plural } from "@/lib/format/count";

import { writeScoreAction } from "../../scores/actions";
import { readSession } from "./read-session";

interface SessionPageProps {
  params: Promise<{ project: string; sessionId: string }>;
  searchParams: Promise<SearchParams>;
}

/** Names the session: several lie in tabs beside each other. */
export async function generateMetadata({ params }: SessionPageProps): Promise<Metadata> {
  return { title: `Session ${decodeURIComponent((await params).sessionId)}` };
}

/** Where a page of a long session begins, and after how many turns. */
const loadPage = createLoader({ after: parseAsString, skipped: parseAsInteger.withDefault(0) });

export default async function SessionPage({ params, searchParams }: SessionPageProps) {
  const { project, sessionId: encoded } = await params;
  const sessionId = decodeURIComponent(encoded);
  const [ctx, { after, skipped }] = await Promise.all([pageContext(project), loadPage(searchParams)]);
  const found = await readSession(ctx, sessionId, after);
  if (found === null) {
    return (
      <EmptyState
        icon={MessagesSquare}
        title="There is no such session in this project"
        action={
          <Button asChild>
            <Link href={consolePath(project, "sessions")}>Go to the sessions</Link>
          </Button>
        }
      >
        <p className="font-mono text-s break-all">{sessionId}</p>
        <p className="mt-2">
          It may lie in another project, or all its traces are older than the{" "}
          {plural(ctx.project.retentionDays, "day")} that this project keeps.
        </p>
      </EmptyState>
    );
  }
  const { session, texts } = found;
  const shown = skipped + session.data.length;
  const first = skipped === 0 ? session.data[0]?.trace_id : undefined;
  return (
    <>
      <SessionHeader
        projectSlug={project}
        session={session}
        score={
          may(ctx.actor, "read_content") && may(ctx.actor, "write_comments") ? (
            <ScoreSession
              sessionId={session.session_id}
              scores={session.scores.filter((one) => one.trace_id === null)}
              write={writeScoreAction.bind(null, project)}
            />
          ) : null
        }
        replayHref={first ? `${tracePath(project, first)}?view=replay&play=true` : null}
        evidence={
          may(ctx.actor, "make_evidence") && (
            <SaveEvidence projectSlug={project} about={{ kind: "session", of: sessionId }} label="Evidence" />
          )
        }
      />
      {!may(ctx.actor, "read_content") && <ContentHidden />}
      <SessionTurns projectSlug={project} session={session} texts={texts} before={skipped} />
      {session.next_cursor !== null && (
        <p className="p-4 text-center">
          <Link
            className="text-accent hover:underline"
            href={`${sessionPath(project, sessionId)}?after=${encodeURIComponent(session.next_cursor)}&skipped=${shown}`}
          >
            Go on after turn {shown} of {session.traces}
          </Link>
        </p>
      )}
      {session.open && <Refresh />}
    </>
  );
}
