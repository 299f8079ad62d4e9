import type { Json, JsonObject } from "@/lib/model/json";

import { WireError } from "./wire-reader";

/** OTLP's names of more than one word (opentelemetry/proto/…/v1/*.proto), as its JSON encoding spells them. */
const NAMES = [
  "resourceSpans",
  "resourceLogs",
  "resourceMetrics",
  "scopeSpans",
  "scopeLogs",
  "scopeMetrics",
  "schemaUrl",
  "entityRefs",
  "logRecords",
  "traceId",
  "spanId",
  "parentSpanId",
  "traceState",
  "startTimeUnixNano",
  "endTimeUnixNano",
  "timeUnixNano",
  "observedTimeUnixNano",
  "severityNumber",
  "severityText",
  "eventName",
  "droppedAttributesCount",
  "droppedEventsCount",
  "droppedLinksCount",
  "stringValue",
  "boolValue",
  "intValue",
  "doubleValue",
  "arrayValue",
  "kvlistValue",
  "bytesValue",
  "exponentialHistogram",
  "dataPoints",
  "aggregationTemporality",
  "isMonotonic",
  "asDouble",
  "asInt",
  "bucketCounts",
  "explicitBounds",
  "quantileValues",
  "zeroCount",
  "zeroThreshold",
] as const;

const CAMEL_OF = new Map<string, string>([
  ...NAMES.map((name): [string, string] => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    name,
  ]),
  // As OTLP called scopes before version 0.15.
  ["instrumentation_library_spans", "scopeSpans"],
  ["instrumentation_library_logs", "scopeLogs"],
  ["instrumentation_library_metrics", "scopeMetrics"],
]);

/**
 * Refuses an object whose keys are spelled as in the .proto files. Protobuf's own JSON mapping takes both spellings, OTLP's takes
 * lowerCamelCase only and ignores what it does not know (opentelemetry.io/docs/specs/otlp, JSON Protobuf Encoding): such a
 * request would be answered 200 and leave nothing behind. A key that stands beside its camelCase form says nothing new, and a
 * key that no message of OTLP has is ignored as the specification wants.
 * @throws WireError naming the key and what to send
 */
export function refuseSnakeCase(object: JsonObject): void {
  for (const key in object) {
    if (!key.includes("_")) continue;
    const name = CAMEL_OF.get(key);
    if (name !== undefined && isAbsent(object[name]))
      throw new WireError(
        `it has the key "${key}", which OTLP's JSON encoding does not know; send "${name}" (all names in lowerCamelCase)`,
      );
  }
}

const isAbsent = (value: Json | undefined): boolean => value === undefined || value === null;
