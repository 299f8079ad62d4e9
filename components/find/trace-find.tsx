"use client";

import { useMemo } from "react";

import { useTraceParams } from "@/components/trace/use-trace-params";

import { FindBox } from "./find-box";
import { useFind } from "./use-find";

interface TraceFindProps {
  projectSlug: string;
  /** 32 hex digits; null: it is not searched on the server, only its steps' names are. */
  traceId: string | null;
  /** In a replay `n` goes to the next call. */
  keysTaken: boolean;
  className?: string;
}

/** Finds a text within a trace: in the names of its steps and in all that they say, whatever view it is in. */
export function TraceFind({ projectSlug, traceId, keysTaken, className }: TraceFindProps) {
  const [params, setParams] = useTraceParams();
  const value = params.find || params.q;
  const ids = useMemo(() => (traceId === null ? [] : [traceId]), [traceId]);
  const find = useFind(projectSlug, ids, value);
  return (
    <FindBox
      label="Search within spans"
      placeholder="Find in this trace"
      value={value}
      onChange={(text) => void setParams({ find: text, q: null })}
      find={find}
      at={find.spans.findIndex(({ spanId }) => spanId === params.span)}
      onMove={(to) => void setParams({ span: find.spans[to]?.spanId ?? null })}
      keysTaken={keysTaken}
      className={className}
    />
  );
}

/** Spans of a trace that say what is looked for in it. */
export function useTraceHits(projectSlug: string, traceId: string | null): ReadonlySet<string> | null {
  const [params] = useTraceParams();
  const ids = useMemo(() => (traceId === null ? [] : [traceId]), [traceId]);
  const { spans, isReading } = useFind(projectSlug, ids, params.find || params.q);
  return useMemo(
    () => (isReading && spans.length === 0 ? null : new Set(spans.map(({ spanId }) => spanId))),
    [spans, isReading],
  );
}
