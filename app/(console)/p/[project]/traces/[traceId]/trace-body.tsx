import { RawView } from "@/components/trace/raw-view";
import type { TraceView } from "@/components/trace/search-params";
import { TimelineView } from "@/components/trace/timeline-view";
import { packTimeline } from "@/components/trace/timeline-span";
import { traceJsonPath } from "@/components/trace/trace-paths";
import { transcriptOf } from "@/lib/traces/transcript";
import { TranscriptView } from "@/components/trace/transcript-view";
import type { TraceDocument } from "@/lib/traces/document";

/** Steps of a transcript that travel with the page; nobody reads on from there, and it stays a page. */
const MOST_STEPS = 600;

/** One view of the trace's spans. */
export function TraceBody({
  projectSlug,
  trace,
  view,
}: {
  projectSlug: string;
  trace: TraceDocument;
  view: TraceView;
}) {
  const shared = {
    projectSlug,
    traceId: trace.trace_id,
    // What was fetched of a span is kept until its trace changes.
    version: [trace.counts.spans, trace.duration_ms, trace.spans.filter((span) => span.open).length].join(
      ".",
    ),
    packed: packTimeline(trace.spans, trace.started_at),
  };
  if (view === "transcript")
    return (
      <TranscriptView
        {...shared}
        transcript={transcriptOf(trace, MOST_STEPS)}
        hidden={trace.content_hidden}
      />
    );
  if (view === "raw") return <RawView {...shared} jsonHref={traceJsonPath(projectSlug, trace.trace_id)} />;
  return <TimelineView {...shared} />;
}
