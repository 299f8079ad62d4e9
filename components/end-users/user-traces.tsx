import Link from "@/components/ui/link";

import { ScoreBadges } from "@/components/scores/score-badge";
import { TraceCost } from "@/components/trace/trace-cost";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { RelativeTime } from "@/components/ui/relative-time";
import { outcomeWords } from "@/lib/traces/outcome-words";
import type { TraceSummary } from "@/lib/traces/summary";

interface UserTracesProps {
  traces: readonly TraceSummary[];
  hrefOf: (trace: TraceSummary) => string;
}

/** What one user asked and saw, the newest first. */
export function UserTraces({ traces, hrefOf }: UserTracesProps) {
  const columns: Column<TraceSummary>[] = [
    {
      head: "Started",
      cell: (trace) => (
        <Link href={hrefOf(trace)} prefetch={false} className="font-medium hover:underline">
          <RelativeTime at={trace.started_at} />
        </Link>
      ),
    },
    {
      head: "Asked",
      className: "w-1/2 max-w-0 min-w-52 truncate",
      cell: (trace) => <Said trace={trace} text={trace.input_preview} href={hrefOf(trace)} />,
    },
    {
      head: "Answered",
      dim: true,
      className: "w-1/2 max-w-0 min-w-52 truncate",
      cell: (trace) => <Said trace={trace} text={trace.output_preview} />,
    },
    {
      head: "Outcome",
      className: (trace) => (trace.status === "error" ? "text-bad" : "text-ink-3"),
      cell: (trace) => outcomeWords(trace),
    },
    {
      head: "Feature",
      dim: true,
      className: "max-w-40 truncate",
      title: ({ feature }) => feature ?? undefined,
      cell: ({ feature }) => feature,
    },
    {
      head: "Latency",
      numeric: true,
      cell: (trace) => (
        <Figure value={trace.duration_ms} quantity="duration" unknown="its end is not known" />
      ),
    },
    {
      head: "Cost",
      numeric: true,
      cell: (trace) => <TraceCost {...trace} unknownCalls={trace.counts.unknown_cost} />,
    },
    {
      head: "Scores",
      cell: ({ scores = [] }) => (
        <span className="flex items-center gap-1">
          <ScoreBadges scores={scores} most={2} />
        </span>
      ),
    },
  ];
  return (
    <ColumnTable
      caption="What they asked and saw"
      columns={columns}
      rows={traces}
      keyOf={({ trace_id }) => trace_id}
    />
  );
}

function Said({ trace, text, href }: { trace: TraceSummary; text: string | null; href?: string }) {
  if (trace.content_hidden) return <span className="text-ink-3">hidden from your role</span>;
  if (text === null) return <span className="text-ink-3">not recorded</span>;
  const said = <bdi title={text}>{text}</bdi>;
  return href === undefined ? (
    said
  ) : (
    <Link href={href} prefetch={false} className="hover:underline">
      {said}
    </Link>
  );
}
