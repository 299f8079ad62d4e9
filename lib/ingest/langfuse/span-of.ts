import type { JsonObject } from "@/lib/model/json";
import type { ModelSpan, Rejection } from "@/lib/model/span";

import { toModelSpan } from "../dialects/index";
import type { OtlpResource, OtlpScope, OtlpSpan } from "../otlp/shape";

const RESOURCE: OtlpResource = { attributes: new Map() };
const SCOPE: OtlpScope = { name: "langfuse-ingestion", version: "", attributes: new Map() };

type Told = Pick<
  OtlpSpan,
  "traceId" | "spanId" | "parentSpanId" | "name" | "startNs" | "endNs" | "attributes"
>;

/**
 * A merged object, read by the dialect that reads the same client's OpenTelemetry spans: one place knows what Langfuse's
 * words mean.
 * @param merged the object's body as all of its events say it: what is kept as it was sent
 */
export function spanOf(told: Told, merged: JsonObject): ModelSpan | Omit<Rejection, "index"> | null {
  const span = toModelSpan(
    {
      traceState: "",
      kind: 1,
      events: [],
      links: [],
      statusCode: 0,
      statusMessage: "",
      truncated: false,
      size: 0,
      ...told,
    },
    RESOURCE,
    SCOPE,
  );
  if (span === "pending") return null;
  if ("traceId" in span)
    span.sent = { attributes: new Map(Object.entries(merged)), events: [], links: [], about: null };
  return span;
}
