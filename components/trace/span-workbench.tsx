"use client";

import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useMemo, useState, useSyncExternalStore } from "react";

import { SplitPanels } from "@/components/ui/split-panels";
import { shownName } from "@/lib/model/shown-name";
import type { StepFigures } from "@/lib/replay/recording";

import { callNumbers, firstSpan } from "./calls";
import { NO_SPAN } from "./search-params";
import { SelectionBar } from "./selection-bar";
import type { SkeletonPage } from "./skeleton";
import { SkeletonProgress } from "./skeleton-progress";
import { figuresBySpan } from "./span-figures";
import { SpanPanel } from "./span-panel";
import type { TimelineSpan } from "./timeline-span";
import { timelineTree, type TimelineTree } from "./timeline-tree";
import { useSkeleton } from "./use-skeleton";
import { useTraceParams } from "./use-trace-params";

export interface Workbench {
  tree: TimelineTree;
  spans: ReadonlyMap<string, TimelineSpan>;
  /** What each costs its trace. */
  figures: ReadonlyMap<string, StepFigures>;
  /** The active span: in the side panel when that is open. */
  cursor: string | null;
  onCursor: (id: string, open: boolean) => void;
}

interface SpanWorkbenchProps {
  projectSlug: string;
  /** Where the trace is as JSON, and below it its spans. */
  jsonHref: string;
  version: string;
  skeleton: SkeletonPage;
  /** Spans of the whole trace. */
  total: number;
  /** Below it, a model call is run again by its span; null: not from here, or not by this viewer. */
  runsAt?: string | null;
  /** The span that carries the trace's answer; absent: it is not known. */
  answer?: string | null;
  /** The view beside the panel. */
  children: (workbench: Workbench) => ReactNode;
  /** Under this name the panel's width is remembered. */
  id?: string;
  sideSize?: string;
  /** The side panel's content in place of the span's details. */
  renderSide?: (span: TimelineSpan, onClose: () => void) => ReactNode;
}

const WIDE = "(min-width: 768px)";
const subscribe = (changed: () => void) => {
  const query = matchMedia(WIDE);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
};

/** A view of a trace's spans and, beside it (on small screens over it), the span that is selected in the URL. */
export function SpanWorkbench({
  projectSlug,
  jsonHref,
  version,
  skeleton: first,
  total,
  runsAt = null,
  answer = null,
  id = "trace",
  sideSize = "440px",
  children,
  renderSide,
}: SpanWorkbenchProps) {
  const [params, setParams] = useTraceParams();
  const wide = useSyncExternalStore(
    subscribe,
    () => matchMedia(WIDE).matches,
    () => true,
  );
  const skeleton = useSkeleton(first, version);
  const list = skeleton.spans;
  const tree = useMemo(() => timelineTree(list), [list]);
  const spans = useMemo(() => new Map(list.map((span) => [span.id, span])), [list]);
  const calls = useMemo(() => callNumbers(list), [list]);
  const figures = useMemo(() => figuresBySpan(list, skeleton.figures), [list, skeleton.figures]);
  const initial = useMemo(() => firstSpan(tree.roots, answer), [tree, answer]);
  // Where the keys are while the panel is closed.
  const [resting, setResting] = useState<string | null>(null);

  const chosen = params.span !== null && spans.has(params.span) ? params.span : null;
  const closed = params.span === NO_SPAN;
  const cursor = chosen ?? (closed ? resting : (resting ?? initial));
  // On a small screen the panel covers the view: it opens only when asked.
  const open = wide ? !closed && cursor !== null : chosen !== null;
  const span = cursor === null ? undefined : spans.get(cursor);

  const onCursor = (id: string, wanted: boolean) => {
    setResting(id);
    if (wanted || (open && wide)) void setParams({ span: id });
  };
  const onClose = () => {
    setResting(cursor);
    void setParams({ span: wide ? NO_SPAN : null });
  };
  const callName = (id: string): string | null => (calls.has(id) ? `call ${calls.get(id)}` : null);
  const number = span && calls.get(span.id);
  const side =
    open && span
      ? (renderSide?.(span, onClose) ?? (
          <SpanPanel
            projectSlug={projectSlug}
            jsonHref={jsonHref}
            version={version}
            span={span}
            place={number === undefined ? null : `call ${number} of ${calls.size}`}
            callName={callName}
            runsAt={runsAt}
            isAnswer={span.id === answer}
            find={params.find}
            onClose={onClose}
          />
        ))
      : undefined;
  const main = (
    <div className="flex h-full min-h-0 flex-col">
      <SkeletonProgress skeleton={skeleton} total={total} />
      <div className="min-h-0 flex-1">{children({ tree, spans, figures, cursor, onCursor })}</div>
    </div>
  );
  if (wide)
    return (
      <>
        <SplitPanels id={id} main={main} side={side} sideSize={sideSize} />
        <SelectionBar projectSlug={projectSlug} />
      </>
    );
  return (
    <>
      {main}
      {side === undefined && <SelectionBar projectSlug={projectSlug} />}
      <Radix.Root open={side !== undefined} onOpenChange={(next) => !next && onClose()}>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-30 animate-fade bg-scrim" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed inset-x-0 top-14 bottom-0 z-30 animate-enter overflow-hidden rounded-t-l bg-surface shadow-pop outline-none"
          >
            <Radix.Title className="sr-only">{span && shownName(span.name)}</Radix.Title>
            {side}
            {side !== undefined && <SelectionBar projectSlug={projectSlug} />}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </>
  );
}
