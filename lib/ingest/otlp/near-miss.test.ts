import { describe, expect, it } from "vitest";

import { decodeLogs, decodeTraces } from "../decode";

const bytes = (request: unknown) => Buffer.from(JSON.stringify(request));
const span = {
  traceId: "1".repeat(32),
  spanId: "2".repeat(16),
  name: "one",
  startTimeUnixNano: "1544712660000000000",
  endTimeUnixNano: "1544712661000000000",
};
const scopeSpans = [{ spans: [span] }];
const resourceSpans = [{ scopeSpans }];
const logRecords = [{ timeUnixNano: "1" }];

describe("a request whose list has nearly the right name is refused, naming the key and what to send", () => {
  it.each([
    ["ResourceSpans", { ResourceSpans: resourceSpans }],
    ["resourcespans", { resourcespans: resourceSpans }],
    ["spans", { spans: [span] }],
    ["scopeSpans", { scopeSpans }],
    ["data", { data: { resourceSpans } }],
    ["ScopeSpans", { resourceSpans: [{ ScopeSpans: scopeSpans }] }],
    ["instrumentationLibrarySpans", { resourceSpans: [{ instrumentationLibrarySpans: scopeSpans }] }],
    ["spans", { resourceSpans: [{ spans: [span] }] }],
    ["Spans", { resourceSpans: [{ scopeSpans: [{ Spans: [span] }] }] }],
  ])("traces: %s", (key, request) => {
    expect(() => decodeTraces(bytes(request), "json")).toThrow(new RegExp(`"${key}".*(?:send|wrap)`));
  });

  it.each([
    ["ResourceLogs", { ResourceLogs: [] as unknown[], other: 1 }, false],
    ["ResourceLogs", { ResourceLogs: [{ scopeLogs: [{ logRecords }] }] }, true],
    ["logRecords", { logRecords }, true],
    [
      "instrumentationLibraryLogs",
      { resourceLogs: [{ instrumentationLibraryLogs: [{ logRecords }] }] },
      true,
    ],
  ])("logs: %s", (key, request, isRefused) => {
    const decode = () => decodeLogs(bytes(request), "json");
    if (isRefused) expect(decode).toThrow(`"${key}"`);
    else expect(decode).not.toThrow();
  });

  it.each([
    {},
    { anything: [1] },
    { data: { rows: [] } },
    { spans: [] },
    { resourceSpans: [], spans: [span] },
    { resourceLogs: [], spans: [span] },
    { resourceSpans: [{ scopeSpans: [], instrumentationLibrarySpans: scopeSpans }] },
  ])("and what OTLP does not know is ignored, as it wants: %j", (request) => {
    expect(decodeTraces(bytes(request), "json").spans).toEqual([]);
  });
});
