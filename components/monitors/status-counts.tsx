import { Badge } from "@/components/ui/badge";
import type { SeriesStatus } from "@/lib/monitors/list-monitors";

import { STATUS_WORDS } from "./status-words";

/** How many series are what, the gravest first. */
export function StatusCounts({ series }: { series: readonly SeriesStatus[] }) {
  const counts = new Map<SeriesStatus["status"], number>();
  for (const { status } of series) counts.set(status, (counts.get(status) ?? 0) + 1);
  if (counts.size === 0) return <Badge>not judged yet</Badge>;
  return (
    <span className="flex gap-1">
      {[...counts].map(([status, n]) => (
        <Badge key={status} tone={STATUS_WORDS[status].tone}>
          {series.length === 1 ? STATUS_WORDS[status].label : `${n} ${STATUS_WORDS[status].label}`}
        </Badge>
      ))}
    </span>
  );
}
