"use client";

import { useState } from "react";

import { MessageBody } from "@/components/trace/message-body";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Figure } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import type { Asked, Run } from "@/lib/experiments/experiment";
import { plural } from "@/lib/format/count";
import type { ModelAnswer } from "@/lib/providers/model-call";

import type { Writing } from "./use-run";

interface AnswerListProps {
  runs: readonly Run[];
  writing: readonly Writing[];
  /** False: what is being written was broken off. */
  goesOn: boolean;
  whatIf: Asked["whatIf"];
  recorded: Asked["recorded"];
  /** Why the experiment was stopped, which stands above. */
  error: string | null;
}

/** Shown before the others are asked for; those of "what if" are many, and the parts tell what is in them. */
const SHOWN = 20;
const SHOWN_OF_MANY = 6;

/** Every answer as it was given, beside the recorded one; those that are being written grow. */
export function AnswerList({ runs, writing, goesOn, whatIf, recorded, error }: AnswerListProps) {
  const [all, setAll] = useState(false);
  const shown = all ? runs : runs.slice(0, whatIf === null ? SHOWN : SHOWN_OF_MANY);
  const partName = (key: string | null): string | null =>
    key === null ? null : (whatIf?.parts.find((one) => one.key === key)?.label.toLowerCase() ?? key);
  return (
    <Panel title="Answers" aside={plural(runs.length, "run")} flush>
      <ol className="border-t border-line">
        {recorded.answer !== null && (
          <li className="grid gap-1 border-b border-line bg-sunken px-3.5 py-2.5">
            <Head title="Recorded">{recorded.model}</Head>
            <AnswerBody answer={recorded.answer} />
          </li>
        )}
        {shown.map((run) => (
          <li key={run.number} className="grid gap-1 border-b border-line px-3.5 py-2.5 last:border-b-0">
            <RunHead run={run} without={partName(run.part)} />
            {run.answer !== null && <AnswerBody answer={run.answer} />}
            {run.error !== null && run.error !== error && <p className="text-s text-bad">{run.error}</p>}
            {run.state === "cancelled" && <p className="text-s text-ink-3">Cancelled before its end.</p>}
          </li>
        ))}
        {writing.map(({ number, part, text }) => (
          <li key={number} className="grid gap-1 border-b border-line px-3.5 py-2.5 last:border-b-0">
            <Head title={`Run ${number}`}>{part !== null && `without ${partName(part)}`}</Head>
            <p dir="auto" className="text-s whitespace-pre-wrap wrap-anywhere">
              {text}
              {goesOn && (
                <span
                  aria-hidden
                  className="ml-0.5 inline-block h-3 w-1 animate-pulse bg-accent-fill align-middle"
                />
              )}
            </p>
            {!goesOn && <p className="text-s text-ink-3">Cancelled before its end: this much is not kept.</p>}
          </li>
        ))}
        {runs.length === 0 && writing.length === 0 && (
          <li className="px-3.5 py-2.5 text-s text-ink-3">No answer yet.</li>
        )}
      </ol>
      {runs.length > shown.length && (
        <div className="border-t border-line px-3.5 py-2">
          <Button size="s" onClick={() => setAll(true)}>
            Show {runs.length - shown.length} more
          </Button>
        </div>
      )}
    </Panel>
  );
}

const Head = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="flex flex-wrap items-center gap-x-2 text-s text-ink-3">
    <span className="font-medium text-ink">{title}</span>
    {children}
  </div>
);

function RunHead({ run, without }: { run: Run; without: string | null }) {
  const { number, state, answer, tokens, costUsd, durationMs, ttftMs } = run;
  return (
    <Head title={`Run ${number}`}>
      {without !== null && <span>without {without}</span>}
      {state === "failed" && <Badge tone="bad">failed</Badge>}
      {answer?.finish === "length" && <Badge tone="warn">cut off</Badge>}
      <span className="ml-auto flex items-center gap-x-3">
        {state === "done" && (
          <>
            <Figure value={ttftMs ?? durationMs} quantity="duration" className="max-md:hidden" />
            <Figure
              value={tokens.output}
              quantity="tokens"
              unknown="the provider said no usage"
              className="max-md:hidden"
            />
            <Figure value={costUsd} quantity="usd" unknown="no price, or the provider said no usage" />
          </>
        )}
        {answer !== null && <CopyButton text={() => textOf(answer)} what={`answer ${number}`} />}
      </span>
    </Head>
  );
}

const textOf = ({ text, refusal, calls }: ModelAnswer): string =>
  [refusal ?? text, ...calls.map(({ name, arguments: given }) => `${name}(${JSON.stringify(given)})`)]
    .filter((one) => one !== "")
    .join("\n");

const AnswerBody = ({ answer: { text, refusal, calls } }: { answer: ModelAnswer }) => (
  <MessageBody
    limit={600}
    message={{
      role: "assistant",
      content: [
        ...(text === "" ? [] : [{ type: "text" as const, text }]),
        ...(refusal === null ? [] : [{ type: "refusal" as const, text: refusal }]),
      ],
      tool_calls: calls.map((call) => ({ id: null, ...call })),
    }}
  />
);
