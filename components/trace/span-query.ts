import { queryOptions } from "@tanstack/react-query";

import { fetchJson } from "@/lib/http/fetch-json";
import type { SpanDetail } from "@/lib/traces/get-span";

/** How long the cursor rests on a span before its bodies are asked for. */
export const SETTLE_MS = 120;

interface SpanQueryInput {
  /** Where the trace is as JSON, and below it its spans. */
  jsonHref: string;
  spanId: string;
  /** Changes when the trace does; what has ended stays as it is. */
  version: string;
}

/** One span with all its bodies: fetched when it is looked at. */
export const spanQuery = ({ jsonHref, spanId, version }: SpanQueryInput) =>
  queryOptions({
    queryKey: ["span", jsonHref, spanId, version],
    queryFn: ({ signal }) => fetchJson<SpanDetail>(`${jsonHref}/spans/${spanId}`, signal),
    staleTime: 5 * 60_000,
  });
