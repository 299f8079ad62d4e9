"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import type { ReactNode } from "react";

import { useSettled } from "@/components/trace/use-settled";
import { Button } from "@/components/ui/button";
import { Figure } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import { settle } from "@/components/ui/use-action";
import type { Preview } from "@/lib/experiments/preview-experiment";
import type { ExperimentInput } from "@/lib/experiments/schemas";
import { plural } from "@/lib/format/count";
import type { ActionResult } from "@/lib/http/action-result";

export type PreviewExperiment = (input: ExperimentInput) => Promise<ActionResult<Preview>>;

const SETTLE_MS = 500;

interface RunPanelProps {
  title: string;
  /** Null: not enough is chosen, as `missing` says. */
  input: ExperimentInput | null;
  missing?: string;
  preview: PreviewExperiment;
  isRunning: boolean;
  run: (input: ExperimentInput) => void;
  children: ReactNode;
}

/** How a call is made, what it may cost, and the button that makes it. */
export function RunPanel({ title, input, missing, preview, isRunning, run, children }: RunPanelProps) {
  const key = JSON.stringify(input);
  const settled = useSettled(key, SETTLE_MS);
  const query = useQuery({
    queryKey: ["experiment preview", settled],
    queryFn: () => settle(preview(JSON.parse(settled) as ExperimentInput)),
    enabled: input !== null && settled !== "null",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const isCurrent = settled === key && !query.isPlaceholderData;
  const answer = query.data;
  const refusal = answer && !answer.ok && isCurrent ? answer.message : null;
  return (
    <Panel title={title} className="lg:sticky lg:top-[calc(var(--bar)+1rem)]">
      <div className="grid gap-4 pt-1">
        {children}
        <div className="grid gap-2 border-t border-line pt-3">
          {input === null ? (
            <p className="text-s text-ink-2">{missing}</p>
          ) : refusal !== null ? (
            <p role="alert" className="text-s text-bad">
              {refusal}
            </p>
          ) : (
            <Estimate
              preview={answer?.ok === true ? answer.value : null}
              isCurrent={isCurrent}
              isAtMost={input.kind === "what_if"}
            />
          )}
          <div>
            <Button
              variant="primary"
              size="l"
              pending={isRunning}
              disabled={input === null || refusal !== null}
              onClick={() => input && run(input)}
            >
              <Play aria-hidden className="size-3.5" />
              Run
            </Button>
          </div>
        </div>
      </div>
    </Panel>
  );
}

interface EstimateProps {
  preview: Preview | null;
  isCurrent: boolean;
  /** Fewer calls may do. */
  isAtMost: boolean;
}

function Estimate({ preview, isCurrent, isAtMost }: EstimateProps) {
  if (preview === null) return <p className="text-s text-ink-3">Estimating…</p>;
  const { calls, estimatedUsd, changes, lost } = preview;
  return (
    <div className="grid gap-2" aria-busy={!isCurrent}>
      <p className="flex items-baseline gap-x-2">
        <Figure
          value={estimatedUsd}
          quantity="usd"
          unknown="no price is known for this model at this provider; set one in Settings › Prices"
          className="text-l font-semibold"
        />
        <span className="text-s text-ink-2">
          estimated, for {isAtMost && "at most "}
          {plural(calls, "call")}
        </span>
      </p>
      {estimatedUsd === null && (
        <p className="text-s text-ink-2">The cost is unknown: this model has no price at this provider.</p>
      )}
      {changes.length > 0 && (
        <p className="text-s text-ink-2">Different from the recording: {changes.join(", ")}.</p>
      )}
      {lost.length > 0 && <p className="text-s text-warn">Not sent again: {lost.join("; ")}.</p>}
    </div>
  );
}
