"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { useTimeZone } from "@/components/ui/time-zone";
import { useAction } from "@/components/ui/use-action";
import { fromWallClock, toWallClock } from "@/components/shell/wall-clock";
import type { AnswerComparison } from "@/lib/drift/compare-answers";
import { formatPercent } from "@/lib/format/percent";
import { significant } from "@/lib/format/significant";
import type { ActionResult } from "@/lib/http/action-result";

interface CompareFormProps {
  /** Epoch milliseconds: the ends of the two periods that are offered first. */
  nowMs: number;
  compare: (input: {
    before: { from: string; to: string };
    after: { from: string; to: string };
  }) => Promise<ActionResult<AnswerComparison>>;
}

const WEEK_MS = 7 * 86_400_000;
const LABELS = {
  length: "length",
  wording: "wording",
  opening: "openings",
  finish: "finish reasons",
  tools: "choice of tools",
};

/** Whether the answers of two periods differ: asked for, since it reads texts. */
export function CompareForm({ nowMs, compare }: CompareFormProps) {
  const zone = useTimeZone();
  const [times, setTimes] = useState(() =>
    [nowMs - 2 * WEEK_MS, nowMs - WEEK_MS, nowMs - WEEK_MS, nowMs].map((ms) =>
      toWallClock(new Date(ms), zone),
    ),
  );
  const [answer, setAnswer] = useState<AnswerComparison>();
  const { pending, failure, run } = useAction(compare, setAnswer);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const [a, b, c, d] = times.map((text) => fromWallClock(text, zone)) as [Date, Date, Date, Date];
    const iso = (date: Date): string => (Number.isNaN(date.getTime()) ? "" : date.toISOString());
    run({ before: { from: iso(a), to: iso(b) }, after: { from: iso(c), to: iso(d) } });
  }
  const input = (index: number, label: string) => (
    <Field label={label}>
      <Input
        type="datetime-local"
        required
        value={times[index]}
        onChange={(event) => setTimes(times.map((text, at) => (at === index ? event.target.value : text)))}
      />
    </Field>
  );
  return (
    <form onSubmit={submit} className="grid gap-3 text-s">
      <p className="max-w-200 text-ink-2">
        Do models answer as before? Length, wording, openings, finish reasons and choice of tools of up to 200
        outputs of each period are held against each other, once a week for every prompt version and model by
        itself, and here for any two periods. Times are of {zone}.
      </p>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {input(0, "Before: from")}
        {input(1, "to")}
        {input(2, "After: from")}
        {input(3, "to")}
      </div>
      <div>
        <Button type="submit" size="s" pending={pending}>
          Compare answers
        </Button>
      </div>
      {failure && <Notice tone="bad">{failure.message}</Notice>}
      {answer && !pending && <Answer answer={answer} />}
    </form>
  );
}

function Answer({ answer: { before, after, comparison, needs } }: { answer: AnswerComparison }) {
  const models = (side: AnswerComparison["before"]): string =>
    side.answeredBy
      .slice(0, 3)
      .map(
        ({ model, outputs }) =>
          `${model ?? "a model that is not told"} (${formatPercent(outputs / Math.max(1, side.outputs))})`,
      )
      .join(", ") || "nobody";
  return (
    <div role="status" className="grid gap-1">
      <p className="font-medium">
        {comparison === null
          ? `Not enough outputs: ${before.outputs} before and ${after.outputs} after; ${needs} each are needed.`
          : comparison.p <= 0.01
            ? `They differ: so large a difference comes by chance with a probability of ${significant(comparison.p, 2)}.`
            : `No difference beyond chance (probability ${significant(comparison.p, 2)}).`}
      </p>
      {comparison !== null && (
        <p className="text-ink-2">
          Most unlike:{" "}
          {comparison.behaviours
            .slice(0, 3)
            .map(
              ({ behaviour, deviation }) =>
                `${LABELS[behaviour]} (${significant(deviation, 2)} standard deviations)`,
            )
            .join(", ")}
          . Of {before.outputs} and {after.outputs} outputs.
        </p>
      )}
      <p className="text-ink-2">
        Answered before by {models(before)}; after by {models(after)}.
      </p>
    </div>
  );
}
