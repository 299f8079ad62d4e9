import type { Json, JsonObject } from "@/lib/model/json";

import { WireError } from "./wire-reader";

/** Names of lists that older or other formats have in the place of OTLP's, and what to send instead. */
const OTHERWISE: Record<string, Record<string, string>> = {
  resourceSpans: {
    spans: "wrap spans as resourceSpans[].scopeSpans[].spans[]",
    scopeSpans: "wrap them as resourceSpans[].scopeSpans[]",
    data: 'send what "data" holds',
  },
  resourceLogs: {
    logs: "wrap records as resourceLogs[].scopeLogs[].logRecords[]",
    logRecords: "wrap records as resourceLogs[].scopeLogs[].logRecords[]",
    scopeLogs: "wrap them as resourceLogs[].scopeLogs[]",
    data: 'send what "data" holds',
  },
  resourceMetrics: {
    metrics: "wrap metrics as resourceMetrics[].scopeMetrics[].metrics[]",
    scopeMetrics: "wrap them as resourceMetrics[].scopeMetrics[]",
    data: 'send what "data" holds',
  },
  // As OTLP called scopes before version 0.15.
  scopeSpans: {
    instrumentationLibrarySpans: 'send "scopeSpans"',
    spans: "wrap them as scopeSpans[].spans[]",
  },
  scopeLogs: {
    instrumentationLibraryLogs: 'send "scopeLogs"',
    logRecords: "wrap them as scopeLogs[].logRecords[]",
  },
  scopeMetrics: { instrumentationLibraryMetrics: 'send "scopeMetrics"' },
};

/** A request for one signal may hold another's: it is ignored, not misspelled. */
const SIGNALS = ["resourceSpans", "resourceLogs", "resourceMetrics"];

/**
 * Refuses an object that has its list under a name that is nearly the right one: another case, OTLP's own before version 0.15, or one
 * level too high or too deep. OTLP ignores what it does not know, so such a request would be answered 200 and leave nothing behind.
 * @param name of the list that the object should hold
 * @throws WireError naming the key and what to send
 */
export function refuseNearMiss(object: JsonObject, name: string): void {
  if (isThere(object[name])) return;
  if (SIGNALS.includes(name) && SIGNALS.some((signal) => isThere(object[signal]))) return;
  const wanted = name.toLowerCase();
  const otherwise = OTHERWISE[name] ?? {};
  for (const [key, held] of Object.entries(object)) {
    const advice =
      key.toLowerCase() === wanted
        ? `send "${name}"`
        : Object.hasOwn(otherwise, key)
          ? otherwise[key]
          : undefined;
    if (advice === undefined) continue;
    if (key === "data" ? isHolder(held, name) : Array.isArray(held) && held.length > 0)
      throw new WireError(
        `it has the key "${key}" and no "${name}", which OTLP's JSON encoding wants; ${advice}`,
      );
  }
}

const isThere = (value: Json | undefined): boolean => value !== undefined && value !== null;

const isHolder = (value: Json | undefined, name: string): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, name);
