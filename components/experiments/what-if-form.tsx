"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { FEWEST_TRIES, MOST_RUNS, MOST_TRIED } from "@/lib/experiments/limits";
import type { Outcome } from "@/lib/experiments/outcome";
import type { Part } from "@/lib/experiments/parts";
import type { ExperimentInput } from "@/lib/experiments/schemas";
import { plural } from "@/lib/format/count";
import type { Provider } from "@/lib/providers/provider";

import { CallFields, type TypedCall } from "./call-fields";
import { isRunning, LiveResults } from "./live-results";
import { PartText } from "./part-text";
import { type PreviewExperiment, RunPanel } from "./run-panel";
import { callInputOf, type ShownOriginal } from "./typed-call";
import { useRun } from "./use-run";

interface WhatIfFormProps {
  projectSlug: string;
  original: ShownOriginal;
  providers: readonly Provider[];
  initial: TypedCall;
  preview: PreviewExperiment;
  url: string;
}

const KINDS: Record<Part["kind"], string> = {
  document: "Documents",
  tool_result: "Tool results",
  sentence: "Sentences of the system prompt",
};

/** Asks what of the input an outcome depends on: parts are taken out, one at a time. */
export function WhatIfForm({ projectSlug, original, providers, initial, preview, url }: WhatIfFormProps) {
  const [typed, setTyped] = useState(initial);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [outcome, setOutcome] = useState<Outcome>({ kind: "refusal" });
  const { live, run, cancel } = useRun(url);
  const [asked, setAsked] = useState<{ outcome: Outcome; parts: Part[]; times: number } | null>(null);
  const parts = original.parts;
  const needsText = (outcome.kind === "contains" || outcome.kind === "lacks") && outcome.text.trim() === "";
  const input: ExperimentInput | null =
    chosen.length === 0 || needsText
      ? null
      : { kind: "what_if", ...callInputOf(original, typed), parts: [...chosen], outcome };
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start [&>*]:min-w-0">
      <div className="grid gap-4 [&>*]:min-w-0">
        {live !== null && asked !== null && (
          <LiveResults
            projectSlug={projectSlug}
            live={live}
            whatIf={asked}
            recorded={{ answer: original.answer, model: original.request.model, costUsd: original.costUsd }}
            cancel={cancel}
          />
        )}
        <PartsPanel parts={parts} chosen={chosen} choose={setChosen} />
      </div>
      <RunPanel
        title="Ask the recording"
        input={input}
        missing={
          chosen.length === 0
            ? "Choose what to take out: one part, or several, which are tried in turn."
            : "Give the text that is looked for in answers."
        }
        preview={preview}
        isRunning={isRunning(live)}
        run={(wanted) => {
          setAsked({
            outcome,
            parts: parts.filter(({ key }) => chosen.includes(key)),
            times: Number(typed.times),
          });
          run(wanted);
        }}
      >
        <OutcomeFields outcome={outcome} change={setOutcome} hasAnswer={original.answer !== null} />
        <CallFields
          providers={providers}
          typed={typed}
          change={(changed) => setTyped((before) => ({ ...before, ...changed }))}
          timesLabel="Runs of each part, at most"
          timesHint={`${FEWEST_TRIES} to ${MOST_RUNS}. Several parts are screened with few runs; the rest goes to the most promising.`}
        />
      </RunPanel>
    </div>
  );
}

interface PartsPanelProps {
  parts: readonly Part[];
  chosen: readonly string[];
  choose: (keys: readonly string[]) => void;
}

function PartsPanel({ parts, chosen, choose }: PartsPanelProps) {
  const all = parts.slice(0, MOST_TRIED).map(({ key }) => key);
  return (
    <Panel
      title="What is taken out"
      aside={
        parts.length > 1 && (
          <span className="flex gap-2">
            <Button size="s" onClick={() => choose(all)}>
              Try each in turn
            </Button>
            <Button size="s" variant="ghost" onClick={() => choose([])} disabled={chosen.length === 0}>
              None
            </Button>
          </span>
        )
      }
      flush
    >
      {parts.length === 0 ? (
        <p className="px-3.5 pb-3 text-s text-ink-2">
          No documents, tool results or sentences were found in what this call was asked. Documents are found
          by tags or numbers around them, or where the retrieved text stands in a message to the letter.
        </p>
      ) : (
        (Object.keys(KINDS) as Part["kind"][]).map((kind) => {
          const some = parts.filter((part) => part.kind === kind);
          if (some.length === 0) return null;
          return (
            <fieldset key={kind} className="border-t border-line px-3.5 py-2.5">
              <legend className="float-left mb-1 text-s font-medium">
                {KINDS[kind]} <span className="text-ink-3">{plural(some.length, "part")}</span>
              </legend>
              <ul className="clear-both grid gap-1.5">
                {some.map((part) => (
                  <li key={part.key} className="grid gap-0.5">
                    <Checkbox
                      label={part.label}
                      checked={chosen.includes(part.key)}
                      onChange={(on) =>
                        choose(
                          parts
                            .map(({ key }) => key)
                            .filter((key) => (key === part.key ? on : chosen.includes(key)))
                            .slice(0, MOST_TRIED),
                        )
                      }
                    />
                    <span className="pl-5.5 text-s">
                      <PartText text={part.text} />
                    </span>
                  </li>
                ))}
              </ul>
            </fieldset>
          );
        })
      )}
    </Panel>
  );
}

interface OutcomeFieldsProps {
  outcome: Outcome;
  change: (outcome: Outcome) => void;
  /** Whether an answer was recorded to compare with. */
  hasAnswer: boolean;
}

const ALONE = [
  { value: "refusal", label: "is a refusal" },
  { value: "contains", label: "says a text" },
  { value: "lacks", label: "does not say a text" },
] as const;
const COMPARED = [
  { value: "same_tools", label: "asks for the recorded tools" },
  { value: "same_answer", label: "is the recorded one" },
  { value: "similar_answer", label: "is like the recorded one" },
] as const;

function OutcomeFields({ outcome, change, hasAnswer }: OutcomeFieldsProps) {
  const text = "text" in outcome ? outcome.text : "";
  const choose = (kind: Outcome["kind"]): void =>
    change(kind === "contains" || kind === "lacks" ? { kind, text } : { kind });
  return (
    <div className="grid gap-3">
      <Field label="How often the answer …">
        <Select
          value={outcome.kind}
          onChange={choose}
          options={hasAnswer ? [...ALONE, ...COMPARED] : [...ALONE]}
        />
      </Field>
      {"text" in outcome && (
        <Field label="Text" hint="Case, white space and Markdown’s marks make no difference.">
          <Input
            value={text}
            maxLength={500}
            onChange={({ target }) => change({ ...outcome, text: target.value })}
          />
        </Field>
      )}
    </div>
  );
}
