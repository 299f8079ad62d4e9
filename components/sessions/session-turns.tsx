"use client";

import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useRef, useState } from "react";

import { FindBox } from "@/components/find/find-box";
import { FoundLine } from "@/components/find/found-line";
import { useFind } from "@/components/find/use-find";
import { useShortcut } from "@/components/shell/shortcuts";
import { FoundTerm, useFoundText } from "@/components/trace/found-text";
import { tracePath } from "@/components/trace/trace-paths";
import type { TurnTexts } from "@/lib/sessions/read-turns";
import type { SessionDocument } from "@/lib/sessions/session";
import type { FoundSpan } from "@/lib/traces/find-in-traces";

import { SessionTurn } from "./session-turn";

const FIND = parseAsString.withDefault("");

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
  const [typed, setTyped] = useQueryState("find", FIND);
  const ids = useMemo(() => session.data.map((trace) => trace.trace_id), [session.data]);
  const find = useFind(projectSlug, ids, typed);
  const [foundAt, setFoundAt] = useState(-1);
  const turns = useRef<HTMLOListElement>(null);
  useFoundText(turns, find.text, "turns", "found-beside");
  const toFound = (to: number) => {
    setFoundAt(to);
    const hit = find.spans[to];
    const line = hit && document.querySelector<HTMLElement>(`[data-found="${hit.traceId}.${hit.spanId}"]`);
    line?.scrollIntoView({ block: "center" });
    line?.focus({ preventScroll: true });
  };
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
    <FoundTerm value={find.text}>
      <div
        className="sticky top-(--bar) z-10 border-b border-line bg-surface px-4 py-1.5 max-md:px-3"
        data-chrome
      >
        <FindBox
          label="Search within this session"
          placeholder="Find in these turns"
          value={typed}
          onChange={(text) => {
            setFoundAt(-1);
            void setTyped(text);
          }}
          find={find}
          at={foundAt < find.spans.length ? foundAt : -1}
          onMove={toFound}
          className="mx-auto w-full max-w-220"
        />
      </div>
      <ol ref={turns} className="mx-auto w-full max-w-220 px-4 max-md:px-3">
        {session.data.map((trace, i) => (
          <SessionTurn
            key={trace.trace_id}
            number={before + i + 1}
            trace={trace}
            texts={texts.get(trace.trace_id)}
            scores={session.scores.filter((score) => score.trace_id === trace.trace_id)}
            href={hrefs[i]!}
            selected={i === at}
            found={
              find.text === "" ? null : (
                <FoundInTurn
                  projectSlug={projectSlug}
                  spans={find.spans.filter((one) => one.traceId === trace.trace_id)}
                  text={find.text}
                />
              )
            }
          />
        ))}
      </ol>
    </FoundTerm>
  );
}

/** Where in a turn a text was found: also in steps that the conversation does not show. */
const FoundInTurn = ({
  projectSlug,
  spans,
  text,
}: {
  projectSlug: string;
  spans: readonly FoundSpan[];
  text: string;
}) =>
  spans.length === 0 ? null : (
    <div className="mt-1 grid">
      {spans.map((found) => (
        <FoundLine key={found.spanId} projectSlug={projectSlug} found={found} text={text} />
      ))}
    </div>
  );

/** The filter's end is not included: a moment after the last start. */
const afterOf = (iso: string): string => new Date(Date.parse(iso) + 1000).toISOString();
