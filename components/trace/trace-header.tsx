import type { ReactNode } from "react";

import { ScoreBadges } from "@/components/scores/score-badge";
import { Figure } from "@/components/ui/figure";
import { noFirstToken } from "@/components/ui/no-first-token";
import { shownName } from "@/lib/model/shown-name";
import type { Score } from "@/lib/scores/score";
import { failedSteps, outcomeWords } from "@/lib/traces/outcome-words";
import type { TraceHead } from "@/lib/traces/summary";

import { CompletenessLights } from "./completeness-lights";
import { TraceCost } from "./trace-cost";
import { TraceNotes } from "./trace-notes";
import type { PromptOfTrace } from "./prompts-of-trace";
import { TraceWords, type TurnOfSession } from "./trace-words";

interface TraceHeaderProps {
  projectSlug: string;
  trace: TraceHead & { scores: readonly Score[]; erased_at?: string | undefined };
  turn: TurnOfSession | null;
  prompts?: readonly PromptOfTrace[];
  /** Range and environment that lists are opened with: "range=7d"; absent: the usual. */
  within?: string;
  /** The way back, before the title. */
  back?: ReactNode;
  /** Buttons at the right of the title. */
  actions: ReactNode;
}

/** What the trace was, how it ended and what it took: one line of words, one line of figures. */
export function TraceHeader({ projectSlug, trace, turn, prompts, within, back, actions }: TraceHeaderProps) {
  return (
    <header className="flex flex-wrap items-end gap-x-7 gap-y-2 border-b border-line bg-surface px-4 py-3 max-md:px-3 max-md:py-2">
      <div className="min-w-0 flex-1 basis-80">
        <div className="flex min-w-0 items-center gap-2">
          {back}
          <h1 className="min-w-0 truncate text-l font-semibold tracking-[-0.01em]" data-tip={trace.name}>
            <bdi>{shownName(trace.name)}</bdi>
          </h1>
          <div data-chrome className="flex shrink-0 items-center">
            {actions}
          </div>
        </div>
        <div className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-s text-ink-2">
          <TraceWords
            projectSlug={projectSlug}
            trace={trace}
            turn={turn}
            {...(prompts && { prompts })}
            {...(within !== undefined && { within })}
          />
          <TraceNotes trace={trace} />
          <ScoreBadges scores={trace.scores} />
        </div>
      </div>
      <dl className="flex gap-x-7 gap-y-1 overflow-x-auto max-md:w-full max-md:gap-x-5">
        <Fact name="Outcome">
          <Outcome trace={trace} />
        </Fact>
        <Fact name="Latency">
          <Figure value={trace.duration_ms} quantity="duration" unknown="its end is not known" />
        </Fact>
        <Fact name="First token">
          <Figure value={trace.ttft_ms} quantity="duration" unknown={noFirstToken(trace)} />
        </Fact>
        <Fact name="Tokens">
          <Figure
            value={totalOf(trace)}
            quantity="count"
            unknown="the client reported no tokens"
            estimated={trace.tokens_estimated}
          />
        </Fact>
        <Fact name="Cost">
          <TraceCost {...trace} unknownCalls={trace.counts.unknown_cost} />
        </Fact>
        <Fact name="Complete">
          <CompletenessLights completeness={trace.completeness} notes={trace.notes} />
        </Fact>
      </dl>
    </header>
  );
}

const totalOf = ({ tokens }: TraceHead): number | null =>
  tokens === null || (tokens.input_total === null && tokens.output_total === null)
    ? null
    : (tokens.input_total ?? 0) + (tokens.output_total ?? 0);

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="shrink-0">
    <dt className="text-xs text-ink-3">{name}</dt>
    <dd className="tabular max-w-56 truncate font-medium">{children}</dd>
  </div>
);

export function Outcome({ trace }: { trace: TraceHead }) {
  if (trace.status === "error") {
    return (
      <span className="text-bad" data-tip={trace.error_type ?? undefined}>
        {outcomeWords(trace)}
      </span>
    );
  }
  const failed = failedSteps(trace);
  return (
    <>
      {outcomeWords(trace)}
      {failed !== null && (
        <span className="font-normal text-bad" data-tip="Steps failed, and the trace went on">
          , {failed}
        </span>
      )}
    </>
  );
}
