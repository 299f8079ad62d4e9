import { queryOptions } from "@tanstack/react-query";

import { fetchJson } from "@/lib/http/fetch-json";
import type { SpanDetail } from "@/lib/traces/get-span";

import { spanJsonPath } from "./trace-paths";

/** How long the cursor rests on a span before its bodies are asked for. */
export const SETTLE_MS = 120;

interface SpanQueryInput {
  projectSlug: string;
  traceId: string;
  spanId: string;
  /** Changes when the trace does; what has ended stays as it is. */
  version: string;
}

/** One span with all its bodies: fetched when it is looked at. */
export const spanQuery = ({ projectSlug, traceId, spanId, version }: SpanQueryInput) =>
  queryOptions({
    queryKey: ["span", projectSlug, traceId, spanId, version],
    queryFn: ({ signal }) => fetchJson<SpanDetail>(spanJsonPath(projectSlug, traceId, spanId), signal),
    staleTime: 5 * 60_000,
  });
