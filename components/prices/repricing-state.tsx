"use client";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Notice } from "@/components/ui/notice";
import { useAction } from "@/components/ui/use-action";
import { formatCount, plural } from "@/lib/format/count";
import { type Repricing, totalDifference } from "@/lib/cost/reprice/repricing";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import { DifferencesByModel } from "./differences-by-model";

interface RepricingStateProps {
  repricing: Repricing;
  editable: boolean;
  run: (input: { id: number }) => Promise<ActionResult>;
  cancel: (input: { id: number }) => Promise<ActionResult>;
  /** Something has changed: ask the server. */
  again: () => void;
}

const STEPS: Partial<Record<Repricing["state"], string>> = {
  previewing: "Working the preview out",
  queued: "Waiting until the new prices are in force everywhere",
  running: "Repricing",
};

/** What is under way, or waits for a decision. */
export function RepricingState({ repricing, editable, run, cancel, again }: RepricingStateProps) {
  const stopping = useAction(cancel, again);
  const { id, state, preview, doneCalls, totalCalls } = repricing;
  const failure = stopping.failure?.message;
  if (state === "previewed" && preview) {
    const { changed, calls } = totalDifference(preview);
    return (
      <div className="grid gap-3">
        <h3 className="text-s font-semibold">{scopeText(repricing)}</h3>
        {calls === 0 ? (
          <p className="text-s text-ink-2">No calls: nothing would change.</p>
        ) : (
          <DifferencesByModel rows={preview} before="Cost now" after="Cost then" />
        )}
        {editable && changed > 0 && (
          <div className="flex items-center gap-3">
            <ConfirmDialog
              title={`Reprice ${plural(changed, "call")}?`}
              consequence="Their cost changes in every trace, total, budget and report. It is written to the audit log, and can be changed back only by another price and another repricing."
              action="Reprice"
              onConfirm={async () => {
                valueOf(await run({ id }));
                again();
              }}
              trigger={<Button variant="primary">Reprice {plural(changed, "call")}…</Button>}
            />
          </div>
        )}
        {changed === 0 && calls > 0 && (
          <p className="text-s text-ink-2">
            Every call has today’s price already: there is nothing to reprice.
          </p>
        )}
      </div>
    );
  }
  const share = totalCalls === null || totalCalls === 0 ? null : Math.min(1, doneCalls / totalCalls);
  return (
    <div role="status" className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-s">
        <span className="mr-auto">
          {STEPS[state]}: {scopeText(repricing)}
        </span>
        <span className="tabular text-ink-2">
          {share === null
            ? "counting calls…"
            : `${Math.floor(share * 100)} %, ${formatCount(doneCalls)} of ${plural(totalCalls ?? 0, "call")}`}
        </span>
        {editable && (
          <Button size="s" pending={stopping.pending} onClick={() => stopping.run({ id })}>
            Cancel
          </Button>
        )}
      </div>
      <progress
        className="h-1.5 w-full accent-(--accent-fill)"
        aria-label={STEPS[state]}
        max={1}
        {...(share === null ? {} : { value: share })}
      />
      {failure && (
        <Notice tone="bad" live>
          {failure}
        </Notice>
      )}
    </div>
  );
}

/** "gpt-4o (openai), calls of 2026-10-22 to 2026-11-21". */
export function scopeText({ from, to, provider, model }: Repricing): string {
  const last = new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
  const who = model === "*" ? "all models" : model;
  return `${who}${provider === "*" ? "" : ` (${provider})`}, calls of ${from.slice(0, 10)} to ${last}`;
}
