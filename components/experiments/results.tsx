"use client";

import { LoaderCircle } from "lucide-react";
import { useMemo } from "react";

import { Badge, type Tone } from "@/components/ui/badge";
import { Figure } from "@/components/ui/figure";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { consistencyOf } from "@/lib/experiments/consistency";
import type { Asked, ExperimentState, Run } from "@/lib/experiments/experiment";
import type { WhatIfResult } from "@/lib/experiments/find-cause";
import { plural } from "@/lib/format/count";
import { nanoOfUsd, usdOfNano } from "@/lib/money/nano-usd";

import { AnswerList } from "./answer-list";
import { ConsistencyTable } from "./consistency-table";
import type { Writing } from "./use-run";
import { WhatIfPanel } from "./what-if-panel";

interface ResultsProps {
  state: ExperimentState | "starting";
  calls: number;
  runs: readonly Run[];
  writing: readonly Writing[];
  result: WhatIfResult | null;
  error: string | null;
  estimatedUsd: string | null;
  whatIf: Asked["whatIf"];
  recorded: Asked["recorded"];
}

/** What an experiment has given until now: whether it agrees with itself, what it depends on, and every answer. */
export function Results({ whatIf, recorded, ...of }: ResultsProps) {
  const { state, runs, writing, result, error, calls, estimatedUsd } = of;
  const consistency = useMemo(
    () =>
      consistencyOf(
        runs.flatMap(({ answer, part }) => (answer !== null && part === null ? answer : [])),
        recorded.answer,
      ),
    [runs, recorded.answer],
  );
  return (
    <div className="grid gap-4 [&>*]:min-w-0">
      {error !== null && (
        <Notice tone="bad" live={state === "failed"}>
          {error}
        </Notice>
      )}
      {state === "interrupted" && (
        <Notice tone="warn">
          Whoever ran it went away before it ended: a process was stopped. What was answered until then is
          kept.
        </Notice>
      )}
      <Facts
        state={state}
        calls={calls}
        runs={runs}
        broken={writing.length}
        estimatedUsd={estimatedUsd}
        recorded={recorded}
      />
      {whatIf !== null && result !== null && <WhatIfPanel whatIf={whatIf} result={result} />}
      {consistency !== null && (
        <Panel
          title={whatIf === null ? "Consistency" : "Consistency with nothing taken out"}
          aside="intervals at 95 %"
          flush
        >
          <ConsistencyTable consistency={consistency} />
        </Panel>
      )}
      <AnswerList
        runs={runs}
        writing={writing}
        goesOn={state === "running" || state === "starting"}
        whatIf={whatIf}
        recorded={recorded}
        error={error}
      />
    </div>
  );
}

const STATES: Record<ResultsProps["state"], { word: string; tone: Tone }> = {
  starting: { word: "starting", tone: "accent" },
  running: { word: "running", tone: "accent" },
  done: { word: "done", tone: "neutral" },
  cancelled: { word: "cancelled", tone: "warn" },
  failed: { word: "stopped", tone: "bad" },
  interrupted: { word: "interrupted", tone: "warn" },
};

export const StateBadge = ({ state }: { state: ResultsProps["state"] }) => (
  <Badge tone={STATES[state].tone}>{STATES[state].word}</Badge>
);

/** The sum of what is known, and how many calls' cost is not. */
export function costOf(runs: readonly Run[]): { usd: string | null; unknown: number } {
  const answered = runs.filter(({ state }) => state === "done");
  const known = answered.flatMap(({ costUsd }) => (costUsd === null ? [] : (nanoOfUsd(costUsd) ?? 0n)));
  return {
    usd: known.length === 0 ? null : usdOfNano(known.reduce((sum, one) => sum + one, 0n)),
    unknown: answered.length - known.length,
  };
}

function Facts({
  state,
  calls,
  runs,
  broken,
  estimatedUsd,
  recorded,
}: Pick<ResultsProps, "state" | "calls" | "runs" | "estimatedUsd" | "recorded"> & {
  /** Calls whose answers are being written, or were when it was cancelled. */
  broken: number;
}) {
  const { usd, unknown } = costOf(runs);
  const failed = runs.filter((run) => run.state === "failed").length;
  const isRunning = state === "running" || state === "starting";
  return (
    <dl
      className="flex flex-wrap items-end gap-x-7 gap-y-2 rounded-l border border-line bg-surface px-3.5 py-2.5"
      aria-live="polite"
      aria-busy={isRunning}
    >
      <Fact name="State">
        <span className="inline-flex items-center gap-1.5">
          {isRunning && <LoaderCircle aria-hidden className="size-3.5 animate-spin text-accent" />}
          <StateBadge state={state} />
        </span>
      </Fact>
      <Fact name="Calls made">
        <span className="tabular">
          {isRunning ? runs.length : runs.length + broken} of {calls}
          {failed > 0 && <span className="text-bad">, {failed} failed</span>}
        </span>
      </Fact>
      <Fact name="Estimated before">
        <Figure value={estimatedUsd} quantity="usd" unknown="the model has no price here" />
      </Fact>
      <Fact name="Cost">
        {unknown > 0 && usd !== null && (
          <span data-tip={`the cost of ${plural(unknown, "call")} is unknown`}>≥ </span>
        )}
        <Figure
          value={usd}
          quantity="usd"
          unknown={runs.length === 0 ? "nothing was answered yet" : "no price, or the provider said no usage"}
        />
      </Fact>
      <Fact name="Recorded call">
        <Figure value={recorded.costUsd} quantity="usd" unknown="its cost is unknown" />
      </Fact>
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt className="text-xs text-ink-3">{name}</dt>
    <dd className="font-medium">{children}</dd>
  </div>
);
