"use client";

import { useQueryClient } from "@tanstack/react-query";
import { MessageSquareText } from "lucide-react";
import { Fragment, useEffect, useRef, useState } from "react";

import { useComments } from "@/components/comments/comments";
import { useQuoteMarks } from "@/components/comments/use-quote-marks";
import { useShortcut } from "@/components/shell/shortcuts";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { Comment } from "@/lib/comments/comment";
import { plural } from "@/lib/format/count";

import { FoundTerm, useFoundText } from "./found-text";
import { NO_SPAN } from "./search-params";
import { ContentHidden } from "./span-body";
import type { SkeletonPage } from "./skeleton";
import { spanQuery } from "./span-query";
import { SpanWorkbench } from "./span-workbench";
import type { Transcript } from "@/lib/traces/transcript";
import { useTraceParams } from "./use-trace-params";
import { TranscriptStepView } from "./transcript-step";

/** Steps drawn at first: a conversation is rarely longer, and a page of more is slow to lay out. */
const PAGE = 200;
const NONE: readonly Comment[] = [];
const stepOf = (spanId: string): string => `[data-step="${spanId}"]`;

interface TranscriptViewProps {
  projectSlug: string;
  /** Where the trace is as JSON, and below it its spans. */
  jsonHref: string;
  version: string;
  skeleton: SkeletonPage;
  /** Spans of the whole trace. */
  total: number;
  /** Below it, a model call is run again by its span; null: not from here, or not by this viewer. */
  runsAt?: string | null;
  transcript: Transcript;
  /** The viewer's role may not read content. */
  hidden: boolean;
  /** The trace that the server looks through for a text; null: none. */
  findIn: string | null;
}

/** The conversation as people read it; a step's heading opens its span. */
export function TranscriptView({ transcript, hidden, ...shared }: TranscriptViewProps) {
  const [shown, setShown] = useState(PAGE);
  const [withEarlier, setWithEarlier] = useState(false);
  const { earlier } = transcript;
  const from = transcript.steps[0]?.type === "system" ? 1 : 0;
  const all =
    withEarlier || earlier === 0
      ? transcript.steps
      : transcript.steps.filter((_, i) => i < from || i >= from + earlier);
  const steps = all.slice(0, shown);
  const rest = all.length - steps.length;
  // Of several steps of one span, the first tells what was said about it.
  const firsts = new Map(steps.map(({ spanId }, i) => [spanId, i] as const).toReversed());
  const view = useRef<HTMLDivElement>(null);
  const client = useQueryClient();
  const { jsonHref, version } = shared;
  const loadSpan = (spanId: string) =>
    client.fetchQuery(spanQuery({ jsonHref, spanId, version })).then(({ span }) => span);
  const [params, setParams] = useTraceParams();
  useFoundText(view, params.find.trim(), String(shown), "found-beside");
  useStepInSight(params.find === "" ? null : params.span, all, shown, setShown);
  useQuoteMarks(view, "commented", useComments()?.comments ?? NONE, stepOf);
  return (
    <SpanWorkbench {...shared}>
      {({ cursor, onCursor, spans }) => (
        <FoundTerm value={params.find.trim()}>
          <div
            ref={view}
            className="h-full overflow-y-auto -outline-offset-2"
            data-said
            tabIndex={0}
            role="region"
            aria-label="Transcript"
          >
            <StepKeys ids={steps.map((step) => step.spanId)} cursor={cursor} onCursor={onCursor} />
            <div className="mx-auto max-w-200 px-4 py-4 max-md:px-3">
              {params.span !== null && params.span !== NO_SPAN && !spans.has(params.span) && (
                <p role="status" className="pb-3 text-s text-ink-2">
                  This step is on another page of the transcript.{" "}
                  <button
                    type="button"
                    className="text-accent hover:underline"
                    onClick={() => void setParams({ view: "timeline" }, { shallow: false })}
                  >
                    Show it in the timeline
                  </button>
                </p>
              )}
              {hidden ? (
                <ContentHidden />
              ) : steps.length === 0 ? (
                <EmptyState icon={MessageSquareText} title="No messages were recorded">
                  The spans carry times and figures, but no text. Switch on content capture in the client to
                  read it here.
                </EmptyState>
              ) : (
                <ol className="grid gap-3">
                  {steps.map((step, i) => (
                    <Fragment key={i}>
                      {i === from && earlier > 0 && (
                        <li>
                          <Button
                            variant="ghost"
                            size="s"
                            aria-expanded={withEarlier}
                            onClick={() => setWithEarlier(!withEarlier)}
                          >
                            {withEarlier
                              ? "Hide what was said before this turn"
                              : `Show ${plural(earlier, "message")} from before this turn`}
                          </Button>
                        </li>
                      )}
                      <TranscriptStepView
                        step={step}
                        selected={step.spanId === cursor}
                        isFirst={firsts.get(step.spanId) === i}
                        calls={transcript.calls}
                        onOpen={(id) => onCursor(id, true)}
                        loadSpan={loadSpan}
                      />
                    </Fragment>
                  ))}
                </ol>
              )}
              {rest === 0 && transcript.left > 0 && (
                <p className="py-4 text-center text-s text-ink-2">
                  {plural(transcript.left, "further step")} left out: the timeline and the raw data hold them
                  all.
                </p>
              )}
              {rest > 0 && (
                <div className="py-4 text-center">
                  <Button onClick={() => setShown(shown + PAGE)}>
                    Show the next of {plural(rest, "step")}
                  </Button>
                </div>
              )}
            </div>
          </div>
        </FoundTerm>
      )}
    </SpanWorkbench>
  );
}

/** `j` and `k` go from span to span in the order of the transcript. */
function StepKeys({
  ids,
  cursor,
  onCursor,
}: {
  ids: readonly string[];
  cursor: string | null;
  onCursor: (id: string, open: boolean) => void;
}) {
  const order = [...new Set(ids)];
  const move = (by: number) => {
    const next =
      order[Math.max(0, Math.min(order.length - 1, (cursor === null ? -1 : order.indexOf(cursor)) + by))];
    if (next === undefined) return;
    onCursor(next, true);
    document.querySelector(`[data-step="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  useShortcut({ keys: "j", label: "Next step", group: "Transcript" }, () => move(1));
  useShortcut({ keys: "k", label: "Previous step", group: "Transcript" }, () => move(-1));
  return null;
}

/** The step of a span that was found: drawn if it was not yet, and in sight. */
function useStepInSight(
  spanId: string | null,
  steps: readonly { spanId: string }[],
  shown: number,
  setShown: (shown: number) => void,
) {
  const seen = useRef<string | null>(null);
  const index = spanId === null ? -1 : steps.findIndex((step) => step.spanId === spanId);
  useEffect(() => {
    if (index === -1 || seen.current === spanId) return;
    if (index >= shown) setShown(index + PAGE);
    const step = document.querySelector(`[data-step="${spanId}"]`);
    if (step === null) return;
    seen.current = spanId;
    step.scrollIntoView({ block: "center" });
  }, [spanId, index, shown, setShown]);
}
