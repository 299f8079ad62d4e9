"use client";

import { CircleAlert } from "lucide-react";
import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { ScoreBadges } from "@/components/scores/score-badge";
import { LongText } from "@/components/trace/long-text";
import { TraceCost } from "@/components/trace/trace-cost";
import { TraceNotes } from "@/components/trace/trace-notes";
import { Figure } from "@/components/ui/figure";
import { JsonView } from "@/components/ui/json-view";
import { AbsoluteTime } from "@/components/ui/relative-time";
import type { Json } from "@/lib/model/json";
import type { TurnTexts } from "@/lib/sessions/read-turns";
import type { Score } from "@/lib/scores/score";
import type { TraceSummary } from "@/lib/traces/summary";

interface SessionTurnProps {
  number: number;
  trace: TraceSummary;
  /** Undefined: the viewer may not read content. */
  texts: TurnTexts | undefined;
  scores: readonly Score[];
  href: string;
  selected: boolean;
  /** Where a text was found in it; null: none is looked for. */
  found: ReactNode;
}

/** One turn: what was asked, what was answered, what it took. */
export function SessionTurn({ number, trace, texts, scores, href, selected, found }: SessionTurnProps) {
  const { tokens } = trace;
  return (
    <li
      data-turn={number}
      className={`min-w-0 scroll-my-16 border-b border-line py-3 last:border-b-0 ${selected ? "shadow-[-8px_0_0_-6px_var(--accent-fill)]" : ""}`}
    >
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-s text-ink-2">
        <Link href={href} className="font-medium text-accent hover:underline">
          Turn {number}
        </Link>
        <AbsoluteTime at={trace.started_at} />
        {trace.status === "error" && (
          <span className="flex items-center gap-1 text-bad">
            <CircleAlert aria-hidden className="size-3.5" />
            {trace.error_type ?? "failed"}
          </span>
        )}
        <ScoreBadges scores={scores} />
        {(trace.open || trace.notes.includes("simulated")) && (
          <TraceNotes
            trace={{
              ...trace,
              notes: trace.notes.filter((note) => note === "simulated"),
              content_hidden: false,
            }}
          />
        )}
        <span className="ml-auto flex flex-wrap gap-x-3 max-md:ml-0">
          <Figure value={trace.duration_ms} quantity="duration" unknown="its end is not known" />
          {trace.ttft_ms !== null && (
            <span className="text-ink-3">
              first token <Figure value={trace.ttft_ms} quantity="duration" />
            </span>
          )}
          {tokens && (
            <span className="text-ink-3">
              <Figure value={tokens.input_total} quantity="count" estimated={trace.tokens_estimated} /> in,{" "}
              <Figure value={tokens.output_total} quantity="count" estimated={trace.tokens_estimated} /> out
            </span>
          )}
          <TraceCost {...trace} unknownCalls={trace.counts.unknown_cost} />
        </span>
      </div>
      {found}
      {texts && (
        <div className="mt-2 grid gap-2">
          <Said who="User" value={texts.input} own none="What was asked was not recorded." />
          {trace.tools.length > 0 && <p className="px-3 text-s text-ink-3">used {trace.tools.join(", ")}</p>}
          <Said
            who="Assistant"
            value={texts.output}
            none={
              trace.status === "error" ? "It failed before there was an answer." : "No answer was recorded."
            }
          />
        </div>
      )}
    </li>
  );
}

function Said({ who, value, own, none }: { who: string; value: Json; own?: boolean; none: string }) {
  return (
    <div className={`min-w-0 rounded-l px-3 py-2 ${own ? "bg-sunken" : ""}`}>
      <div className="mb-0.5 text-s font-medium text-ink-2">{who}</div>
      {value === null ? (
        <p className="text-ink-3">{none}</p>
      ) : typeof value === "string" ? (
        <LongText text={value} limit={3000} />
      ) : (
        <JsonView value={value} what={who.toLowerCase()} openDepth={2} />
      )}
    </div>
  );
}
