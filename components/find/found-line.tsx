"use client";

import Link from "@/components/ui/link";

import { FoundText } from "@/components/trace-list/found-text";
import { tracePath } from "@/components/trace/trace-paths";
import type { FoundSpan } from "@/lib/traces/find-in-traces";

/** One found span with what stands around it; leads to it in its trace. */
export function FoundLine({
  projectSlug,
  found,
  text,
}: {
  projectSlug: string;
  found: FoundSpan;
  text: string;
}) {
  const { traceId, spanId, name, kind, hit } = found;
  return (
    <Link
      href={`${tracePath(projectSlug, traceId)}?${new URLSearchParams({ span: spanId, find: text })}`}
      prefetch={false}
      data-found={`${traceId}.${spanId}`}
      className="block min-w-0 scroll-my-16 rounded-s px-3 py-0.5 text-s hover:bg-hover"
    >
      {hit === null ? (
        <span className="text-ink-3">{name}, by its name</span>
      ) : (
        <FoundText hit={{ ...hit, span: { span_id: spanId, name, kind } }} />
      )}
    </Link>
  );
}
