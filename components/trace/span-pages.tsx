import Link from "@/components/ui/link";

import { Button } from "@/components/ui/button";
import { exactCount } from "@/lib/format/count";

/** Which spans of a large trace this page of its transcript shows, and the way to the others; nothing where it shows all. */
export function SpanPages({
  before,
  shown,
  total,
  firstHref,
  nextHref,
}: {
  /** Spans of earlier pages. */
  before: number;
  shown: number;
  total: number;
  firstHref: string;
  /** Null: there are no more. */
  nextHref: string | null;
}) {
  if (before === 0 && nextHref === null) return null;
  return (
    <nav
      aria-label="Pages of this trace's spans"
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-2 border-b border-line bg-surface px-4 text-s text-ink-2"
    >
      <span>
        Spans {exactCount(before + 1)} to {exactCount(before + shown)} of {exactCount(total)}
      </span>
      {before > 0 && (
        <Button asChild size="s">
          <Link href={firstHref} prefetch={false}>
            First spans
          </Link>
        </Button>
      )}
      {nextHref !== null && (
        <Button asChild size="s">
          <Link href={nextHref} prefetch={false}>
            Next spans
          </Link>
        </Button>
      )}
    </nav>
  );
}
