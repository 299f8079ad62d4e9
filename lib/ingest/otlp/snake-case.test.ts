import { describe, expect, it } from "vitest";

import { decodeLogs, decodeMetrics, decodeTraces } from "../decode";

const bytes = (request: unknown) => Buffer.from(JSON.stringify(request));

const ids = { traceId: "1".repeat(32), spanId: "2".repeat(16) };
const span = {
  ...ids,
  name: "one",
  startTimeUnixNano: "1544712660000000000",
  endTimeUnixNano: "1544712661000000000",
};
const spans = (...spans: unknown[]) => ({
  resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }],
});
const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const metrics = (...metrics: unknown[]) => ({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });

describe("a request in snake_case is refused, naming the key that was found and the one to send", () => {
  it.each([
    ["resource_spans", "resourceSpans", { resource_spans: [] }],
    ["scope_spans", "scopeSpans", { resourceSpans: [{ scope_spans: [] }] }],
    [
      "instrumentation_library_spans",
      "scopeSpans",
      { resourceSpans: [{ instrumentation_library_spans: [] }] },
    ],
    ["trace_id", "traceId", spans({ ...span, traceId: undefined, trace_id: ids.traceId })],
    ["start_time_unix_nano", "startTimeUnixNano", spans({ ...ids, name: "one", start_time_unix_nano: "1" })],
    ["parent_span_id", "parentSpanId", spans({ ...span, parent_span_id: ids.spanId })],
    [
      "string_value",
      "stringValue",
      spans({ ...span, attributes: [{ key: "a", value: { string_value: "x" } }] }),
    ],
    [
      "int_value",
      "intValue",
      spans({ ...span, attributes: [{ key: "a", value: { arrayValue: { values: [{ int_value: "1" }] } } }] }),
    ],
    ["time_unix_nano", "timeUnixNano", spans({ ...span, events: [{ name: "e", time_unix_nano: "1" }] })],
    ["span_id", "spanId", spans({ ...span, links: [{ traceId: ids.traceId, span_id: ids.spanId }] })],
    ["schema_url", "schemaUrl", { resourceSpans: [{ schema_url: "x", scopeSpans: [] }] }],
  ])("traces: %s", (found, wanted, request) => {
    expect(() => decodeTraces(bytes(request), "json")).toThrow(new RegExp(`"${found}".*"${wanted}"`));
  });

  it.each([
    ["resource_logs", { resource_logs: [] }],
    ["log_records", { resourceLogs: [{ scopeLogs: [{ log_records: [] }] }] }],
    ["observed_time_unix_nano", logs({ observed_time_unix_nano: "1" })],
    ["string_value", logs({ timeUnixNano: "1", body: { string_value: "x" } })],
  ])("logs: %s", (found, request) => {
    expect(() => decodeLogs(bytes(request), "json")).toThrow(`"${found}"`);
  });

  it.each([
    ["resource_metrics", { resource_metrics: [] }],
    ["data_points", metrics({ name: "m", sum: { data_points: [] } })],
    ["as_int", metrics({ name: "m", gauge: { dataPoints: [{ as_int: "1" }] } })],
  ])("metrics: %s", (found, request) => {
    expect(() => decodeMetrics(bytes(request), "json")).toThrow(`"${found}"`);
  });
});

describe("what the protocol ignores stays ignored", () => {
  it("takes an empty request and keys that no message of OTLP has", () => {
    for (const request of [{}, { unrelated_key: 1 }, { resourceSpans: [{ made_up: 1, scopeSpans: [] }] }])
      expect(decodeTraces(bytes(request), "json").spans).toEqual([]);
  });
  it("takes a snake_case key beside its camelCase form, and none of a sender's own names for a key", () => {
    const attributes = [
      { key: "trace_id", value: { kvlistValue: { values: [{ key: "span_id", value: {} }] } } },
    ];
    const [taken] = decodeTraces(bytes(spans({ ...span, attributes, trace_id: ids.traceId })), "json").spans;
    expect(taken?.traceId).toBe(ids.traceId);
  });
});
