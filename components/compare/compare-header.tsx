import Link from "@/components/ui/link";

import { Outcome } from "@/components/trace/trace-header";
import { tracePath } from "@/components/trace/trace-paths";
import { Figure } from "@/components/ui/figure";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { formatPercent } from "@/lib/format/percent";
import { shownName } from "@/lib/model/shown-name";
import type { TraceHead } from "@/lib/traces/summary";

interface CompareHeaderProps {
  projectSlug: string;
  a: TraceHead;
  b: TraceHead;
  /** Why `b` stands beside `a`, where it was found for it: the share of words that the inputs have in common. */
  similarity: number | null;
}

/** The two traces, and how they ended. */
export function CompareHeader({ projectSlug, a, b, similarity }: CompareHeaderProps) {
  return (
    <header className="grid grid-cols-2 gap-x-4 gap-y-2 border-b border-line bg-surface px-4 py-3 max-md:grid-cols-1 max-md:px-3">
      <Head projectSlug={projectSlug} trace={a} note={null} />
      <Head
        projectSlug={projectSlug}
        trace={b}
        note={
          similarity === null
            ? null
            : `Found for it: of its feature, successful, ${formatPercent(similarity)} of the words of the inputs in common.`
        }
      />
    </header>
  );
}

function Head({ projectSlug, trace, note }: { projectSlug: string; trace: TraceHead; note: string | null }) {
  return (
    <div className="min-w-0">
      <h2 className="truncate leading-6 font-semibold">
        <Link
          href={tracePath(projectSlug, trace.trace_id)}
          className="block hover:underline"
          title={trace.name}
        >
          {shownName(trace.name)}
        </Link>
      </h2>
      <p className="flex flex-wrap gap-x-1.5 text-s text-ink-2">
        {[trace.feature, trace.environment, trace.release].filter(Boolean).join(" · ")}
        <AbsoluteTime at={trace.started_at} />
      </p>
      <p className="flex flex-wrap gap-x-4 text-s">
        <span className="font-medium">
          <Outcome trace={trace} />
        </span>
        <Figure value={trace.duration_ms} quantity="duration" unknown="its end is not known" />
        <span>
          <Figure value={trace.tokens?.input_total} quantity="count" /> in,{" "}
          <Figure value={trace.tokens?.output_total} quantity="count" /> out
        </span>
        <Figure value={trace.cost_usd} quantity="usd" unknown="tokens or price unknown" />
      </p>
      {note !== null && <p className="text-s text-ink-3">{note}</p>}
    </div>
  );
}
