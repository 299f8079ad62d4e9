import { ReplayView } from "@/components/replay/replay-view";
import type { TraceDocument } from "@/lib/traces/document";
import { transcriptOf } from "@/lib/traces/transcript";

import { RawView } from "./raw-view";
import type { TraceView } from "./search-params";
import { skeletonPage } from "./skeleton";
import { TimelineView } from "./timeline-view";
import { traceJsonPath } from "./trace-paths";
import { TranscriptView } from "./transcript-view";

/** Steps of a transcript that travel with the page; nobody reads on from there, and it stays a page. */
const MOST_STEPS = 600;

/** One view of the trace's spans. */
export function TraceBody({
  projectSlug,
  trace,
  view,
  jsonHref = traceJsonPath(projectSlug, trace.trace_id),
  findIn = null,
  moreHref = null,
  nextTurnHref = null,
  runsAt = null,
}: {
  projectSlug: string;
  trace: TraceDocument;
  view: TraceView;
  /** Where the trace is as JSON, and below it its spans; absent: as it is stored now. */
  jsonHref?: string;
  /** The trace that the server looks through for a text; null: what is shown is stored elsewhere. */
  findIn?: string | null;
  /** Where the spans are that did not travel with the page; null: nowhere. */
  moreHref?: string | null;
  /** The replay of the session's next turn; null: there is none. */
  nextTurnHref?: string | null;
  /** Below it, a model call is run again by its span; null: not from here, or not by this viewer. */
  runsAt?: string | null;
}) {
  const shared = {
    projectSlug,
    jsonHref,
    findIn,
    // What was fetched of a span is kept until its trace changes.
    version: [trace.counts.spans, trace.duration_ms, trace.spans.filter((span) => span.open).length].join(
      ".",
    ),
    skeleton: skeletonPage(trace, view === "transcript" ? null : moreHref),
    total: trace.counts.spans,
  };
  if (view === "replay") return <ReplayView {...shared} nextHref={nextTurnHref} />;
  if (view === "transcript")
    return (
      <TranscriptView
        {...shared}
        runsAt={runsAt}
        transcript={transcriptOf(trace, MOST_STEPS)}
        hidden={trace.content_hidden}
      />
    );
  if (view === "raw") return <RawView {...shared} />;
  return <TimelineView {...shared} runsAt={runsAt} answer={trace.answer_span_id ?? null} />;
}
