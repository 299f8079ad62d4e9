import { Button } from "@/components/ui/button";
import { exactCount } from "@/lib/format/count";

import type { Skeleton } from "./use-skeleton";

/** How many of a large trace's spans are here, while the others are on their way; nothing once all are. */
export function SkeletonProgress({
  skeleton: { spans, isReading, failure },
  total,
}: {
  skeleton: Skeleton;
  total: number;
}) {
  if (!isReading && failure === null) return null;
  const here = `${exactCount(spans.length)} of ${exactCount(total)} spans`;
  return (
    <div
      role="status"
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-4 text-s text-ink-2 max-md:px-3"
    >
      {failure === null ? (
        <>
          <progress aria-label="Spans read" value={spans.length} max={Math.max(total, spans.length)} />
          <span className="tabular">{here}</span>
        </>
      ) : (
        <>
          <span>
            {here}. {failure.message}
          </span>
          <Button size="s" onClick={failure.retry}>
            Try again
          </Button>
        </>
      )}
    </div>
  );
}
