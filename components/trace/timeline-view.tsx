"use client";

import { useTraceHits } from "@/components/find/trace-find";

import type { SkeletonPage } from "./skeleton";
import { SpanWorkbench } from "./span-workbench";
import { Timeline } from "./timeline";
import { useTraceParams } from "./use-trace-params";

interface TimelineViewProps {
  projectSlug: string;
  /** Where the trace is as JSON, and below it its spans. */
  jsonHref: string;
  version: string;
  skeleton: SkeletonPage;
  /** Spans of the whole trace. */
  total: number;
  /** The trace that the server looks through for a text; null: none. */
  findIn: string | null;
  /** Below it, a model call is run again by its span; null: not from here, or not by this viewer. */
  runsAt?: string | null;
  /** The span that carries the trace's answer. */
  answer?: string | null;
}

/** The waterfall with the side panel; selection, zoom and search are in the URL. */
export function TimelineView(props: TimelineViewProps) {
  const [params, setParams] = useTraceParams();
  const saying = useTraceHits(props.projectSlug, props.findIn);
  return (
    <SpanWorkbench {...props}>
      {({ tree, spans, figures, cursor, onCursor }) => (
        <Timeline
          tree={tree}
          total={spans.size}
          cursor={cursor}
          onCursor={onCursor}
          zoom={params.zoom}
          onZoom={(zoom) => void setParams({ zoom })}
          query={params.find || params.q}
          saying={saying}
          reading={{
            figures,
            emphasis: params.emphasis,
            onEmphasis: (emphasis) => void setParams({ emphasis }),
            folds: params.fold,
            onFolds: (fold) => void setParams({ fold }),
          }}
        />
      )}
    </SpanWorkbench>
  );
}
