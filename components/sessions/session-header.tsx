import { Play } from "lucide-react";
import Link from "@/components/ui/link";
import { Fragment, type ReactNode } from "react";

import { ScoreBadges } from "@/components/scores/score-badge";
import { TraceCost } from "@/components/trace/trace-cost";
import { userPath } from "@/components/trace/trace-paths";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Figure } from "@/components/ui/figure";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { formatCount } from "@/lib/format/count";
import type { SessionDocument } from "@/lib/sessions/session";

import { sessionMs } from "./session-duration";

/** Who talked, since when, and what it came to. */
export function SessionHeader({
  projectSlug,
  session,
  replayHref,
  score,
  evidence,
}: {
  projectSlug: string;
  session: SessionDocument;
  /** The replay of its first turn, which leads on from turn to turn. */
  replayHref: string | null;
  /** Scores it; null: who looks may not. */
  score: ReactNode;
  /** The button that saves it as evidence, for those who may. */
  evidence: ReactNode;
}) {
  const own = session.scores.filter((score) => score.trace_id === null);
  const input = session.tokens?.input_total ?? null;
  const output = session.tokens?.output_total ?? null;
  const tokens = input === null && output === null ? null : (input ?? 0) + (output ?? 0);
  return (
    <header className="flex flex-wrap items-end gap-x-7 gap-y-2 border-b border-line bg-surface px-4 py-3 max-md:px-3">
      <div className="min-w-0 flex-1 basis-80">
        <div className="flex min-w-0 items-center gap-2">
          <h1
            className="min-w-0 truncate text-l font-semibold tracking-[-0.01em]"
            data-tip={session.session_id}
          >
            {session.session_id}
          </h1>
          <CopyButton text={session.session_id} what="session id" />
          {score}
          {replayHref !== null && (
            <Button asChild size="s" data-chrome>
              <Link href={replayHref} prefetch={false}>
                <Play aria-hidden className="size-3.5" /> Replay
              </Link>
            </Button>
          )}
          {evidence}
        </div>
        <div className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-s text-ink-2">
          <span className="min-w-0 wrap-anywhere">
            {session.user_ids.map((user) => (
              <Fragment key={user}>
                <Link
                  href={userPath(projectSlug, user)}
                  prefetch={false}
                  data-tip={`User ${user}`}
                  className="inline-block max-w-60 truncate align-bottom underline decoration-line-strong underline-offset-3 hover:text-accent"
                >
                  user <bdi>{user}</bdi>
                </Link>
                {" · "}
              </Fragment>
            ))}
            {session.features.length > 0 && `${session.features.join(", ")} · `}
            <AbsoluteTime at={session.started_at} />
          </span>
          {session.open && <Badge tone="accent">Running</Badge>}
          <ScoreBadges scores={own} most={4} />
        </div>
      </div>
      <dl className="flex gap-x-7 overflow-x-auto max-md:w-full max-md:gap-x-5">
        <Fact name="Turns">{formatCount(session.traces)}</Fact>
        <Fact name="Failed">
          <span className={session.errors > 0 ? "text-bad" : undefined}>{formatCount(session.errors)}</span>
        </Fact>
        <Fact name="Lasted">
          <Figure value={sessionMs(session)} quantity="duration" unknown="no turn has ended yet" />
        </Fact>
        <Fact name="Tokens">
          <Figure
            value={tokens}
            quantity="count"
            unknown="the client reported no tokens"
            estimated={session.tokens_estimated}
          />
        </Fact>
        <Fact name="Cost">
          <TraceCost {...session} />
        </Fact>
      </dl>
    </header>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="shrink-0">
    <dt className="text-xs text-ink-3">{name}</dt>
    <dd className="tabular font-medium">{children}</dd>
  </div>
);
