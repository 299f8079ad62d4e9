"use client";

import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { CommentCount } from "@/components/comments/comment-count";
import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import { Figure } from "@/components/ui/figure";
import { JsonView } from "@/components/ui/json-view";
import { KindDot } from "@/components/ui/kind-dot";
import type { SpanDocument } from "@/lib/traces/document";
import { plural } from "@/lib/format/count";
import { shownName } from "@/lib/model/shown-name";

import { DocumentCards } from "./document-cards";
import { useFoundIn } from "./found-text";
import { LongText } from "./long-text";
import { MediaIn } from "./media-part";
import { MessageBody } from "./message-body";
import { callText, textOfMessage, whoSaid } from "@/lib/traces/message-text";
import type { TranscriptCall, TranscriptFigures, TranscriptStep } from "@/lib/traces/transcript-step";

interface StepProps {
  step: TranscriptStep;
  selected: boolean;
  /** It is the first step of its span. */
  isFirst: boolean;
  /** Model calls of the trace. */
  calls: number;
  onOpen: (spanId: string) => void;
  /** The whole span, with what it was sent. */
  loadSpan: (spanId: string) => Promise<SpanDocument>;
}

/** One step of the transcript. */
export function TranscriptStepView({ step, selected, isFirst, calls, onOpen, loadSpan }: StepProps) {
  return (
    <li data-step={step.spanId} data-span={step.spanId} className="min-w-0 scroll-my-4">
      {step.type === "call" && (
        <CallLine
          number={step.number}
          of={calls}
          figures={step.figures}
          selected={selected}
          onOpen={() => onOpen(step.spanId)}
        />
      )}
      {step.type === "system" && <System text={step.text} changed={step.changed} />}
      {step.type === "message" && (
        <MediaIn of={{ load: () => loadSpan(step.spanId) }}>
          <MessageStep step={step} onOpen={onOpen} />
        </MediaIn>
      )}
      {step.type === "documents" && (
        <Said
          who={<Opener label={shownName(step.name)} kind="retrieval" onClick={() => onOpen(step.spanId)} />}
          aside={plural(step.documents.length, "document")}
        >
          {step.query !== null && <LongText text={step.query} className="mb-1.5 text-ink-2" />}
          {step.documents.length > 0 && <DocumentCards documents={step.documents} />}
        </Said>
      )}
      {step.type === "tool" && (
        <Said who={null}>
          <ToolCall call={step.call} onOpen={onOpen} />
        </Said>
      )}
      {isFirst && <CommentCount spanId={step.spanId} onOpen={() => onOpen(step.spanId)} />}
    </li>
  );
}

/** Where a model call began, and what it took. */
function CallLine({
  number,
  of,
  figures,
  selected,
  onOpen,
}: {
  number: number;
  of: number;
  figures: TranscriptFigures;
  selected: boolean;
  onOpen: () => void;
}) {
  const { model, durationMs, ttftMs, inputTokens, outputTokens, costUsd, failed, error } = figures;
  return (
    <div>
      <button
        type="button"
        onClick={onOpen}
        aria-pressed={selected}
        className={cn(
          "flex w-full min-w-0 flex-wrap items-center gap-x-3 rounded-m border-t border-line px-2 py-1 text-left text-s text-ink-2 hover:bg-hover",
          selected && "bg-accent-soft",
        )}
      >
        <span className="flex min-w-0 items-center gap-1.5 text-ink">
          <KindDot kind="llm" />
          <span className="tabular font-medium">{of > 1 ? `Call ${number} of ${of}` : "Model call"}</span>
          <span className="truncate text-ink-2">{model}</span>
        </span>
        <span className="ml-auto flex flex-wrap gap-x-3">
          <Figure value={durationMs} quantity="duration" unknown="its end is not known" />
          {ttftMs !== null && (
            <span className="text-ink-3">
              first token <Figure value={ttftMs} quantity="duration" />
            </span>
          )}
          <span className="text-ink-3">
            <Figure value={inputTokens} quantity="count" /> in,{" "}
            <Figure value={outputTokens} quantity="count" /> out
          </span>
          <Figure value={costUsd} quantity="usd" unknown="tokens or price unknown" />
        </span>
      </button>
      {failed && <Failed text={error ?? "This call failed, and the client did not say why."} />}
    </div>
  );
}

const Failed = ({ text }: { text: string }) => (
  <div className="mt-1 flex items-start gap-1.5 rounded-m bg-bad-soft px-2 py-1.5 text-s text-bad">
    <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
    <LongText text={text} limit={600} />
  </div>
);

function System({ text, changed }: { text: string; changed: boolean }) {
  const found = useFoundIn(text);
  return (
    <details
      {...(found && { open: true })}
      className="rounded-m border border-line bg-sunken px-3 py-1.5 text-s"
    >
      <summary className="text-ink-2">
        <span className="font-medium">{changed ? "System prompt changed" : "System prompt"}</span>
        <span className="tabular text-ink-3"> {plural(text.length, "character")}</span>
      </summary>
      <div className="mt-2 flex items-start gap-2">
        <LongText text={text} limit={20_000} mono className="flex-1" />
        <CopyButton text={text} what="system prompt" />
      </div>
    </details>
  );
}

function MessageStep({
  step,
  onOpen,
}: {
  step: Extract<TranscriptStep, { type: "message" }>;
  onOpen: (spanId: string) => void;
}) {
  const { message, said, calls } = step;
  const { tool_calls: _folded, ...spoken } = message;
  const text = textOfMessage(message);
  return (
    <Said
      who={
        <span className="font-medium">
          {whoSaid(message.role)}
          {message.name && <span className="font-normal text-ink-3"> {message.name}</span>}
        </span>
      }
      own={message.role === "user"}
      quiet={!said && message.role === "assistant"}
      actions={text !== "" && <CopyButton text={text} what="message" />}
    >
      {(text !== "" || Array.isArray(message.content) || calls.length === 0) && (
        <MessageBody message={spoken} limit={4000} />
      )}
      {calls.length > 0 && (
        <div className={cn("grid gap-1.5", text !== "" && "mt-2")}>
          {calls.map((call, i) => (
            <ToolCall key={i} call={call} onOpen={onOpen} />
          ))}
        </div>
      )}
    </Said>
  );
}

interface SaidProps {
  who: ReactNode;
  aside?: ReactNode;
  actions?: ReactNode;
  /** Said by the person: set off from what the application says. */
  own?: boolean;
  /** Carried into the trace from before it. */
  quiet?: boolean;
  children: ReactNode;
}

function Said({ who, aside, actions, own, quiet, children }: SaidProps) {
  return (
    <div className={cn("group/said min-w-0 rounded-l px-3 py-2", own && "bg-sunken", quiet && "text-ink-2")}>
      {(who !== null || aside !== undefined) && (
        <div className="mb-0.5 flex min-h-6 items-center gap-2 text-s text-ink-2">
          {who}
          {aside !== undefined && <span className="tabular text-ink-3">{aside}</span>}
          <span className="ml-auto">{actions}</span>
        </div>
      )}
      {children}
    </div>
  );
}

const Opener = ({
  label,
  kind,
  onClick,
}: {
  label: string;
  kind: "retrieval" | "tool";
  onClick: () => void;
}) => (
  <button
    type="button"
    onClick={onClick}
    className="flex min-w-0 items-center gap-1.5 rounded-s font-medium hover:underline"
  >
    <KindDot kind={kind} />
    <span className="truncate">{label}</span>
  </button>
);

/** A call and its result on one line; opens to both in full. */
function ToolCall({ call, onOpen }: { call: TranscriptCall; onOpen: (spanId: string) => void }) {
  const { spanId } = call;
  const found = useFoundIn([call.arguments, call.result]);
  return (
    <details
      {...(found && { open: true })}
      className="group/call min-w-0 rounded-m border border-line text-s open:bg-surface"
    >
      <summary className="flex min-w-0 flex-wrap items-center gap-x-1.5 px-2.5 py-1.5 hover:bg-hover">
        <KindDot kind="tool" />
        <span className="min-w-0 flex-1 truncate font-mono">{callText(call)}</span>
        {call.failed && (
          <span className="flex shrink-0 items-center gap-0.5 text-bad">
            <CircleAlert aria-hidden className="size-3" />
            failed
          </span>
        )}
        {!call.answered && !call.failed && <span className="shrink-0 text-ink-3">no result recorded</span>}
        <span className="ml-auto shrink-0 pl-2 text-ink-2">
          {call.durationMs !== null && <Figure value={call.durationMs} quantity="duration" />}
        </span>
        {call.answered && (
          <span className="w-full truncate pl-5 font-mono text-ink-3 group-open/call:hidden">
            <span aria-hidden>→ </span>
            {oneLine(call.result)}
          </span>
        )}
      </summary>
      <div className="grid gap-2 border-t border-line px-2.5 py-2">
        {call.error && <Failed text={call.error} />}
        <Body title="Arguments" value={call.arguments} />
        {call.answered && <Body title="Result" value={call.result} />}
        {spanId !== null && (
          <button
            type="button"
            className="justify-self-start text-accent hover:underline"
            onClick={() => onOpen(spanId)}
          >
            Open its span
          </button>
        )}
      </div>
    </details>
  );
}

/** The beginning of a result, for a line that is not opened. */
const oneLine = (value: TranscriptCall["result"]): string =>
  (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 300).replace(/\s+/g, " ");

function Body({ title, value }: { title: string; value: TranscriptCall["result"] }) {
  if (value === null) return null;
  return (
    <div className="min-w-0">
      <div className="mb-1 flex items-center gap-2 text-ink-3">
        {title}
        {typeof value === "string" && <CopyButton text={value} what={title.toLowerCase()} />}
      </div>
      {typeof value === "string" ? (
        <LongText text={value} />
      ) : (
        <JsonView value={value} what={title.toLowerCase()} openDepth={2} />
      )}
    </div>
  );
}
