"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { WordDiff } from "@/components/compare/word-diff";
import { Button } from "@/components/ui/button";
import { QueryError } from "@/components/ui/query-error";
import { Skeleton } from "@/components/ui/skeleton";
import { compareCalls } from "@/lib/compare/compare-calls";
import type { SpanDetail } from "@/lib/traces/get-span";

import { SideSection } from "./side-section";
import { spanQuery } from "./span-query";

interface SinceBeforeProps {
  detail: SpanDetail;
  /** Where the trace is as JSON, and below it its spans. */
  jsonHref: string;
  version: string;
  /** "call 1"; null: it has no number. */
  previous: string | null;
}

/** What a model call was given otherwise than the call before, word by word; read when it is asked for. */
export function SinceBefore({ detail, jsonHref, version, previous }: SinceBeforeProps) {
  const { span, context } = detail;
  const [open, setOpen] = useState(false);
  const spanId = context?.previous_span_id ?? null;
  const query = useQuery({
    ...spanQuery({ jsonHref, spanId: spanId ?? "", version }),
    enabled: open && spanId !== null,
  });
  if (context === null || spanId === null) return null;
  const name = previous ?? "the call before";
  const changed = query.data && compareCalls(query.data.span, span, context);
  return (
    <SideSection
      title={`Changed since ${name}`}
      actions={
        <Button size="s" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide" : "Compare"}
        </Button>
      }
    >
      {!open ? null : query.isError ? (
        <QueryError query={query} title="The call before could not be read" />
      ) : changed === undefined ? (
        <div role="status" aria-label="Loading the call before">
          <Skeleton className="h-12 w-full" />
        </div>
      ) : changed.length === 0 ? (
        <p className="text-ink-2">Nothing but the messages that are new.</p>
      ) : (
        <dl className="grid gap-3">
          {changed.map((part) => (
            <div key={part.name} className="min-w-0">
              <dt className="mb-1 text-ink-3">{part.name}</dt>
              <dd>
                <WordDiff a={part.a} b={part.b} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </SideSection>
  );
}
