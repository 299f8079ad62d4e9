"use client";

import { useState } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { tracePath } from "@/components/trace/trace-paths";
import type { TurnTexts } from "@/lib/sessions/read-turns";
import type { SessionDocument } from "@/lib/sessions/session";

import { SessionTurn } from "./session-turn";

interface SessionTurnsProps {
  projectSlug: string;
  session: SessionDocument;
  texts: ReadonlyMap<string, TurnTexts>;
  /** Turns on pages before this one. */
  before: number;
}

/** The conversation turn by turn; each opens its trace, with the other turns as its list. */
export function SessionTurns({ projectSlug, session, texts, before }: SessionTurnsProps) {
  const [at, setAt] = useState(-1);
  const list = new URLSearchParams({
    session: session.session_id,
    from: session.started_at,
    to: afterOf(session.last_at),
  });
  const hrefs = session.data.map(
    (trace) => `${tracePath(projectSlug, trace.trace_id)}?list=${encodeURIComponent(list.toString())}`,
  );
  const move = (by: number) => {
    const next = Math.max(0, Math.min(session.data.length - 1, at + by));
    setAt(next);
    const turn = document.querySelector(`[data-turn="${before + next + 1}"]`);
    turn?.scrollIntoView({ block: "nearest" });
    // Enter on its link opens the trace.
    turn?.querySelector("a")?.focus({ preventScroll: true });
  };
  useShortcut({ keys: "j", label: "Next turn", group: "Session" }, () => move(1));
  useShortcut({ keys: "k", label: "Previous turn", group: "Session" }, () => move(-1));
  return (
    <ol className="mx-auto w-full max-w-220 px-4 max-md:px-3">
      {session.data.map((trace, i) => (
        <SessionTurn
          key={trace.trace_id}
          number={before + i + 1}
          trace={trace}
          texts={texts.get(trace.trace_id)}
          scores={session.scores.filter((score) => score.trace_id === trace.trace_id)}
          href={hrefs[i]!}
          selected={i === at}
        />
      ))}
    </ol>
  );
}

/** The filter's end is not included: a moment after the last start. */
const afterOf = (iso: string): string => new Date(Date.parse(iso) + 1000).toISOString();
