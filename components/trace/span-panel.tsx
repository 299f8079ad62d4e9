"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useRef } from "react";

import { cn } from "@/components/ui/cn";
import { Badge } from "@/components/ui/badge";
import { QueryError } from "@/components/ui/query-error";
import { IconButton } from "@/components/ui/icon-button";
import { KindDot } from "@/components/ui/kind-dot";
import { Skeleton } from "@/components/ui/skeleton";

import { shownName } from "@/lib/model/shown-name";
import { CommentOnSpan, SpanComments } from "@/components/comments/span-comments";
import { ScoreSpan } from "@/components/scores/score-button";
import { SpanScores } from "@/components/scores/span-scores";
import { useSpanComments } from "@/components/comments/comments";
import { useQuoteMarks } from "@/components/comments/use-quote-marks";

import { FoundTerm, useFoundText } from "./found-text";
import { SpanBody } from "./span-body";
import { SETTLE_MS, spanQuery } from "./span-query";
import type { TimelineSpan } from "./timeline-span";
import { useSettled } from "./use-settled";

interface SpanPanelProps {
  projectSlug: string;
  /** Where the trace is as JSON, and below it its spans. */
  jsonHref: string;
  version: string;
  /** What is known before the bodies arrive. */
  span: TimelineSpan;
  /** "call 2 of 3". */
  place: string | null;
  /** Names a model call by its span id: "call 1". */
  callName: (spanId: string) => string | null;
  /** Below it, the call is run again by its span; null: not from here, or not by this viewer. */
  runsAt: string | null;
  /** It carries the trace's answer. */
  isAnswer?: boolean;
  /** A text that is marked; empty: none. */
  find: string;
  onClose: () => void;
}

/** Everything about the selected span. The head is there at once; bodies follow. */
export function SpanPanel({
  projectSlug,
  jsonHref,
  version,
  span,
  place,
  callName,
  runsAt,
  isAnswer = false,
  find,
  onClose,
}: SpanPanelProps) {
  const settled = useSettled(span.id, SETTLE_MS);
  const query = useQuery({
    ...spanQuery({ jsonHref, spanId: span.id, version }),
    enabled: settled === span.id,
  });
  const details = useRef<HTMLDivElement>(null);
  useFoundText(details, find, query.data?.span.span_id ?? null);
  useQuoteMarks(details, "commented-beside", useSpanComments(span.id));
  return (
    <aside
      aria-label={`Span ${shownName(span.name)}`}
      className="flex h-full min-h-0 flex-col bg-surface text-s"
    >
      <header className="flex min-h-10 items-center gap-2 border-b border-line py-1 pr-2 pl-4">
        <KindDot kind={span.kind} />
        <h2 className="min-w-0 truncate text-m font-semibold" data-tip={span.name}>
          {shownName(span.name)}
        </h2>
        {span.failed && <Badge tone="bad">failed</Badge>}
        {span.durationMs === null && <Badge tone="accent">no end known</Badge>}
        {place && <span className="tabular ml-auto shrink-0 text-ink-3">{place}</span>}
        <span className={cn("flex shrink-0", !place && "ml-auto")}>
          <ScoreSpan spanId={span.id} name={shownName(span.name)} />
          <CommentOnSpan spanId={span.id} name={shownName(span.name)} />
          <IconButton icon={X} label="Close side panel" size="s" onClick={onClose} />
        </span>
      </header>
      {/* Focusable, so that what is longer than the window can be scrolled by keys. */}
      <div
        ref={details}
        data-said
        data-span={span.id}
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
        tabIndex={0}
        role="region"
        aria-label="Details of the span"
      >
        <SpanScores spanId={span.id} isAnswer={isAnswer} />
        <SpanComments spanId={span.id} />
        {query.isError ? (
          <QueryError query={query} title="This span could not be read" />
        ) : query.data ? (
          <FoundTerm value={find}>
            <SpanBody
              key={span.id}
              projectSlug={projectSlug}
              detail={query.data}
              callName={callName}
              jsonHref={jsonHref}
              version={version}
              runHref={runsAt === null ? null : `${runsAt}/${span.id}/run`}
            />
          </FoundTerm>
        ) : (
          <div role="status" aria-label="Loading the span" className="grid gap-3 p-4">
            <Skeleton className="h-4 w-3/5" />
            <Skeleton className="h-4 w-2/5" />
            <Skeleton className="h-24 w-full" />
            <Skeleton className="h-40 w-full" />
          </div>
        )}
      </div>
    </aside>
  );
}
