"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Check, Loader, TriangleAlert } from "lucide-react";
import Link from "@/components/ui/link";

import { RelativeTime } from "@/components/ui/relative-time";
import type { NewestTrace } from "@/lib/projects/newest-trace";

import { newestTraceQuery } from "./newest-trace-query";

interface FirstTraceProps {
  projectSlug: string;
  tracesHref: string;
  initial: NewestTrace | null;
}

/** Waits for the project's first trace and becomes a link to it. */
export function FirstTrace({ projectSlug, tracesHref, initial }: FirstTraceProps) {
  const { data: trace, isError } = useQuery({ ...newestTraceQuery(projectSlug), initialData: initial });
  return (
    <div
      role="status"
      className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 rounded-l border border-line bg-surface px-3.5 py-2"
    >
      {trace ? (
        <>
          <Check aria-hidden className="size-4 text-accent" />
          <span className="mr-auto min-w-0">
            <b className="font-medium">{initial ? "Traces are arriving." : "Your first trace is here."}</b>{" "}
            <span className="text-ink-2">
              Newest: {trace.name}, <RelativeTime at={trace.startedAt} />
            </span>
          </span>
          <Link
            href={`${tracesHref}/${trace.traceId}`}
            className="inline-flex items-center gap-1 font-medium text-accent hover:underline"
          >
            Open trace
            <ArrowRight aria-hidden className="size-3.5" />
          </Link>
        </>
      ) : isError ? (
        <>
          <TriangleAlert aria-hidden className="size-4 text-bad" />
          <span>The server does not answer; still asking.</span>
        </>
      ) : (
        <>
          <Loader aria-hidden className="size-4 animate-spin text-ink-3" />
          <span>
            <b className="font-medium">Waiting for your first trace…</b>{" "}
            <span className="text-ink-2">It appears here as soon as it arrives.</span>
          </span>
        </>
      )}
    </div>
  );
}
