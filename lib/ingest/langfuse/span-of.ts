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
 */
export function spanOf(told: Told): ModelSpan | Omit<Rejection, "index"> | null {
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
  return span === "pending" ? null : span;
}
