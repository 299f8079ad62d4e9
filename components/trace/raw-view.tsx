"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { KindDot } from "@/components/ui/kind-dot";
import { SkeletonRows } from "@/components/ui/skeleton";

import { ContentHidden } from "./span-body";
import type { SkeletonPage } from "./skeleton";
import { SETTLE_MS, spanQuery } from "./span-query";
import { SpanRaw } from "./span-raw";
import { SpanWorkbench } from "./span-workbench";
import { SpanTree } from "./span-tree";
import type { TimelineSpan } from "./timeline-span";
import { useSettled } from "./use-settled";

interface RawViewProps {
  projectSlug: string;
  /** Where the trace is as JSON, and below it its spans. */
  jsonHref: string;
  version: string;
  skeleton: SkeletonPage;
  /** Spans of the whole trace. */
  total: number;
}

/** What arrived, to the letter: the spans, and the attributes, events, links, resource and scope of the selected one. */
export function RawView(shared: RawViewProps) {
  return (
    <SpanWorkbench
      {...shared}
      id="raw"
      sideSize="62%"
      renderSide={(span) => <RawSpan jsonHref={shared.jsonHref} version={shared.version} span={span} />}
    >
      {({ tree, cursor, onCursor }) => (
        <div className="flex h-full min-h-0 flex-col">
          <div className="flex h-10 items-center justify-between gap-2 border-b border-line px-4">
            <span className="truncate text-s text-ink-2">Each span as it was sent</span>
            <Button asChild size="s">
              <a href={`${shared.jsonHref}?include=content,attributes&download`} download>
                <Download aria-hidden className="size-3.5" />
                Download JSON
              </a>
            </Button>
          </div>
          <SpanTree tree={tree} cursor={cursor} onCursor={onCursor} />
        </div>
      )}
    </SpanWorkbench>
  );
}

function RawSpan({
  jsonHref,
  version,
  span,
}: Pick<RawViewProps, "jsonHref" | "version"> & { span: TimelineSpan }) {
  const settled = useSettled(span.id, SETTLE_MS);
  const query = useQuery({
    ...spanQuery({ jsonHref, spanId: span.id, version }),
    enabled: settled === span.id,
  });
  return (
    <section
      aria-label={`Raw data of ${span.name}`}
      className="flex h-full min-h-0 flex-col bg-surface text-s"
    >
      <header className="flex min-h-10 items-center gap-2 border-b border-line px-4">
        <KindDot kind={span.kind} />
        <h2 className="min-w-0 truncate text-m font-semibold">{span.name}</h2>
        <span className="ml-auto">
          <CopyButton what="span as JSON" text={() => JSON.stringify(query.data?.span ?? null, null, 2)} />
        </span>
      </header>
      <div
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
        tabIndex={0}
        role="region"
        aria-label="Raw data"
      >
        {query.isError ? (
          <ErrorState
            compact
            title="This span could not be read"
            onRetry={() => void query.refetch()}
            retrying={query.isFetching}
          >
            {query.error.message}
          </ErrorState>
        ) : !query.data ? (
          <SkeletonRows rows={6} label="Loading the span" />
        ) : query.data.content_hidden ? (
          <ContentHidden />
        ) : (
          <SpanRaw key={span.id} span={query.data.span} open />
        )}
      </div>
    </section>
  );
}
