"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { DocumentCards } from "@/components/trace/document-cards";
import { LongText } from "@/components/trace/long-text";
import { MediaIn } from "@/components/trace/media-part";
import { SideSection } from "@/components/trace/side-section";
import { ContentHidden, SpanError, SpanOutput, Value } from "@/components/trace/span-body";
import { SpanCost } from "@/components/trace/span-cost";
import { SpanFacts } from "@/components/trace/span-facts";
import { SpanMessages } from "@/components/trace/span-messages";
import { SETTLE_MS, spanQuery } from "@/components/trace/span-query";
import type { TimelineSpan } from "@/components/trace/timeline-span";
import { useSettled } from "@/components/trace/use-settled";
import { Badge } from "@/components/ui/badge";
import { QueryError } from "@/components/ui/query-error";
import { KindDot } from "@/components/ui/kind-dot";
import { Skeleton } from "@/components/ui/skeleton";
import { plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { shownName } from "@/lib/model/shown-name";
import { chunkTimes } from "@/lib/replay/chunk-times";
import type { RecordedStep } from "@/lib/replay/recording";
import { paceOf, revealOutput, type Pace } from "@/lib/replay/reveal-output";
import { phaseOf, type Phase } from "@/lib/replay/state-at";
import type { SpanDetail } from "@/lib/traces/get-span";
import { textOfMessage } from "@/lib/traces/message-text";

import type { Player } from "./player";
import { usePlayed } from "./use-replay";

interface ReplaySideProps {
  projectSlug: string;
  jsonHref: string;
  version: string;
  span: TimelineSpan;
  step: RecordedStep;
  player: Player;
  /** Spans that are looked at next. */
  upcoming: readonly string[];
  /** Numbers of the model calls by span. */
  calls: ReadonlyMap<string, number>;
}

/** What one sees of a step at the moment of the replay: what it was given from its beginning on, what it gave when it came. */
export function ReplaySide({
  projectSlug,
  jsonHref,
  version,
  span,
  step,
  player,
  upcoming,
  calls,
}: ReplaySideProps) {
  const settled = useSettled(span.id, SETTLE_MS);
  const query = useQuery({
    ...spanQuery({ jsonHref, spanId: span.id, version }),
    enabled: settled === span.id,
  });
  const client = useQueryClient();
  // Where much happens at once nobody reads what is passed by, and nothing is asked for.
  const next = useSettled(upcoming.join(), SETTLE_MS);
  useEffect(() => {
    for (const spanId of next.split(",").filter(Boolean))
      void client.prefetchQuery(spanQuery({ jsonHref, spanId, version }));
  }, [client, jsonHref, version, next]);
  const phase = usePlayed(player, ({ ms }) => phaseOf(step, ms));
  const number = calls.get(span.id);
  return (
    <aside
      aria-label={`Replay of ${shownName(span.name)}`}
      className="flex h-full min-h-0 flex-col bg-surface text-s"
    >
      <header className="flex min-h-10 items-center gap-2 border-b border-line py-1 pr-4 pl-4">
        <KindDot kind={span.kind} />
        <h2 className="min-w-0 truncate text-m font-semibold" data-tip={span.name}>
          {shownName(span.name)}
        </h2>
        {phase === "ended" && span.failed && <Badge tone="bad">failed</Badge>}
        {number !== undefined && (
          <span className="tabular shrink-0 text-ink-3">
            call {number} of {calls.size}
          </span>
        )}
        <Progress step={step} span={span} phase={phase} player={player} />
      </header>
      <div
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
        tabIndex={0}
        role="region"
        aria-label="What is known of the step"
      >
        {phase === "ahead" ? (
          <p className="px-4 py-3 text-ink-2">It has not begun.</p>
        ) : query.isError ? (
          <QueryError query={query} title="This span could not be read" />
        ) : query.data ? (
          <StepBody
            key={span.id}
            projectSlug={projectSlug}
            detail={query.data}
            step={step}
            phase={phase}
            player={player}
            calls={calls}
          />
        ) : (
          <div role="status" aria-label="Loading the span" className="grid gap-3 p-4">
            <Skeleton className="h-4 w-3/5" />
            <Skeleton className="h-24 w-full" />
          </div>
        )}
      </div>
    </aside>
  );
}

function Progress({
  step,
  span,
  phase,
  player,
}: {
  step: RecordedStep;
  span: TimelineSpan;
  phase: Phase;
  player: Player;
}) {
  // Tenths of a second: what changes faster cannot be read.
  const tenths = usePlayed(player, ({ ms }) => Math.floor((ms - step.startMs) / 100));
  return (
    <span className="tabular ml-auto shrink-0 text-ink-2">
      {phase === "running" && `running for ${formatDuration(Math.max(0, tenths * 100))}`}
      {phase === "ended" && span.durationMs !== null && `took ${formatDuration(span.durationMs)}`}
    </span>
  );
}

interface StepBodyProps {
  projectSlug: string;
  detail: SpanDetail;
  step: RecordedStep;
  phase: Phase;
  player: Player;
  calls: ReadonlyMap<string, number>;
}

function StepBody({ projectSlug, detail, step, phase, player, calls }: StepBodyProps) {
  const { span, context } = detail;
  const ended = phase === "ended";
  const previous = context?.previous_span_id ? calls.get(context.previous_span_id) : undefined;
  const isRead = span.kind === "retrieval" || span.kind === "rerank";
  return (
    <MediaIn of={{ span }}>
      {ended && span.error && <SpanError error={span.error} failure={span.failure} />}
      {detail.content_hidden && <ContentHidden />}
      {span.query !== null && (
        <SideSection title="Query">
          <LongText text={span.query} />
        </SideSection>
      )}
      {span.tool && !detail.content_hidden && (
        <Value title="Arguments" value={span.tool.arguments} none="No arguments were recorded." />
      )}
      <SpanMessages detail={detail} previous={previous === undefined ? null : `call ${previous}`} />
      {!span.tool && span.query === null && span.input_value !== null && (
        <Value title="Input" value={span.input_value} />
      )}
      {span.kind === "llm" && !detail.content_hidden && (
        <Answer detail={detail} step={step} phase={phase} player={player} />
      )}
      {span.tool && !detail.content_hidden && (
        <Awaited title="Result" phase={phase}>
          <Value
            title="Result"
            value={span.tool.result}
            none={
              span.status === "error" ? "It failed before there was a result." : "No result was recorded."
            }
          />
        </Awaited>
      )}
      {span.documents && (
        <Awaited title="Documents" phase={isRead ? phase : "ended"}>
          <SideSection title="Documents" aside={plural(span.documents.length, "document")}>
            <DocumentCards documents={span.documents} />
          </SideSection>
        </Awaited>
      )}
      {!span.tool && span.output_value !== null && span.documents === null && span.output_text === null && (
        <Awaited title="Output" phase={phase}>
          <Value title="Output" value={span.output_value} />
        </Awaited>
      )}
      {ended && (
        <section className="border-b border-line px-4 py-3">
          <SpanFacts projectSlug={projectSlug} span={span} />
        </section>
      )}
      {ended && <SpanCost span={span} />}
    </MediaIn>
  );
}

/** What comes when a step has ended. */
function Awaited({ title, phase, children }: { title: string; phase: Phase; children: React.ReactNode }) {
  if (phase === "ended") return children;
  return (
    <SideSection title={title}>
      <p className="text-ink-3">It runs: nothing has come yet.</p>
    </SideSection>
  );
}

const PACE: Record<Pace, string> = {
  recorded: "at its recorded pace",
  even: "pace between first token and end not recorded, shown even",
  "at once": "not streamed, or no first token recorded: it comes whole",
  unknown: "when it came is not recorded",
};

/** The answer as far as it has come by now. */
function Answer({ detail, step, phase, player }: Omit<StepBodyProps, "projectSlug" | "calls">) {
  const { span } = detail;
  const text = span.output_text ?? (span.output ?? []).map(textOfMessage).join("\n");
  const times = { ttftMs: span.ttft_ms, durationMs: span.duration_ms, chunksMs: chunkTimes(span) };
  const length = usePlayed(
    player,
    ({ ms }) => revealOutput({ text, ...times }, ms - step.startMs).text.length,
  );
  const isOver = usePlayed(player, ({ isAtEnd }) => isAtEnd);
  const pace = paceOf(times);
  if (phase === "ended" || (pace === "unknown" && isOver))
    return (span.output ?? []).length === 0 && span.output_text === null ? (
      <SideSection title="Answer">
        <p className="text-ink-3">
          {span.status === "error" ? "It failed before there was an answer." : "No answer was recorded."}
        </p>
      </SideSection>
    ) : (
      <SpanOutput span={span} />
    );
  return (
    <SideSection title="Answer" aside={PACE[pace]}>
      {length === 0 ? (
        <p className="text-ink-3">
          {pace === "unknown" ? "Its end is not known, nor when it answered." : "Nothing has come yet."}
        </p>
      ) : (
        <p className="break-words whitespace-pre-wrap" dir="auto">
          {text.slice(0, length)}
          <span aria-hidden className="ml-px inline-block h-[1em] w-1.5 translate-y-[2px] bg-accent-fill" />
        </p>
      )}
    </SideSection>
  );
}
