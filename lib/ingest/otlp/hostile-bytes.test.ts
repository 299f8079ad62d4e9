import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Failure } from "@/lib/errors";
import { cpuClock } from "@/lib/time/cpu-clock.testing";

import { decodeLogs, decodeMetrics, decodeTraces } from "../decode";
import { encodeOtlp } from "./otlp.testing";

const DECODERS = { traces: decodeTraces, logs: decodeLogs, metrics: decodeMetrics };

const attributes = [
  { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
  { key: "list", value: { arrayValue: { values: [{ intValue: "-1" }, {}, { doubleValue: 0.5 }] } } },
  { key: "map", value: { kvlistValue: { values: [{ key: "a", value: { boolValue: true } }] } } },
  { key: "bytes", value: { bytesValue: new Uint8Array([1, 2, 3]) } },
];
const ids = { traceId: new Uint8Array(16).fill(1), spanId: new Uint8Array(8).fill(2) };
const REQUESTS = {
  traces: encodeOtlp("ExportTraceServiceRequest", {
    resourceSpans: [
      {
        resource: { attributes },
        scopeSpans: [
          {
            scope: { name: "s", version: "1", attributes },
            spans: [
              {
                ...ids,
                name: "one",
                startTimeUnixNano: "1544712660000000000",
                endTimeUnixNano: "1544712661000000000",
                attributes,
                events: [{ timeUnixNano: "1", name: "gen_ai.choice", attributes }],
                links: [{ ...ids, attributes }],
                status: { code: 2, message: "bad" },
              },
            ],
          },
        ],
      },
    ],
  }),
  logs: encodeOtlp("ExportLogsServiceRequest", {
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              { ...ids, timeUnixNano: "1544712660000000000", eventName: "gen_ai.choice", attributes },
            ],
          },
        ],
      },
    ],
  }),
  // Resource, scope, metric, sum, data point.
  metrics: Uint8Array.from([0x0a, 8, 0x12, 6, 0x12, 4, 0x3a, 2, 0x0a, 0]),
};

/** Decodes for an endpoint; null when it was refused as a bad request. Anything else that is thrown fails the test. */
function decoded(ingestTarget: keyof typeof DECODERS, bytes: Uint8Array, encoding: "protobuf" | "json") {
  try {
    return DECODERS[ingestTarget](bytes, encoding);
  } catch (error) {
    if (error instanceof Failure && (error.status === 400 || error.status === 413)) return null;
    throw error;
  }
}

const ingestTargets = Object.keys(DECODERS) as (keyof typeof DECODERS)[];

describe("whatever comes to an endpoint", () => {
  it("cut off anywhere, is refused or read as far as it goes", () => {
    for (const ingestTarget of ingestTargets)
      for (let length = 0; length < REQUESTS[ingestTarget].length; length++) {
        const cut = decoded(ingestTarget, REQUESTS[ingestTarget].subarray(0, length), "protobuf");
        if (cut !== null) expect(cut.spans.length + cut.additions.length).toBe(0);
      }
  });

  it("with any byte changed, is refused or read", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ingestTargets),
        fc.array(fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        (ingestTarget, changes) => {
          const bytes = Uint8Array.from(REQUESTS[ingestTarget]);
          for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
          decoded(ingestTarget, bytes, "protobuf");
        },
      ),
      { numRuns: 5000 },
    );
  });

  it("is refused or read when it is any bytes or any JSON", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ingestTargets),
        fc.uint8Array({ maxLength: 400 }),
        fc.json(),
        (ingestTarget, bytes, json) => {
          decoded(ingestTarget, bytes, "protobuf");
          decoded(ingestTarget, bytes, "json");
          decoded(ingestTarget, Buffer.from(json), "json");
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is refused in bounded time and memory when it is small in bytes and large in parts", () => {
    const MIB = 1024 * 1024;
    const message = (field: number, bytes: Buffer): Buffer => {
      const length = [];
      for (let rest = bytes.length; ; rest >>>= 7) {
        if (rest < 128) {
          length.push(rest);
          break;
        }
        length.push((rest & 127) | 128);
      }
      return Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), bytes]);
    };
    const empties = (field: number) => Buffer.alloc(24 * MIB, Buffer.from([(field << 3) | 2, 0]));
    const inSpan = (bytes: Buffer) => message(1, message(2, message(2, bytes)));
    const protobuf = {
      resources: empties(1),
      scopes: message(1, empties(2)),
      spans: message(1, message(2, empties(2))),
      attributes: inSpan(empties(9)),
      events: inSpan(empties(11)),
      links: inSpan(empties(13)),
      "lists in a list": inSpan(
        message(
          9,
          Buffer.concat([
            message(1, Buffer.from("a")),
            message(2, message(5, Buffer.alloc(24 * MIB, Buffer.from([0x0a, 2, 0x2a, 0])))),
          ]),
        ),
      ),
    };
    for (const [name, bytes] of Object.entries(protobuf)) {
      const spentMs = cpuClock();
      // Scopes and resources without a span are nothing, but they are read.
      const result = decoded("traces", bytes, "protobuf");
      expect([name, (result?.spans.length ?? 0) + (result?.rejected.length ?? 0) <= 1]).toEqual([name, true]);
      expect([name, spentMs() < 8000]).toEqual([name, true]);
    }
    const json = {
      spans: `{"resourceSpans":[{"scopeSpans":[{"spans":[${"{},".repeat(8 * MIB)}{}]}]}]}`,
      lists: `{"x":[${"[],".repeat(8 * MIB)}1]}`,
      depth: "[".repeat(24 * MIB),
    };
    for (const [name, text] of Object.entries(json))
      expect([name, decoded("traces", Buffer.from(text), "json")]).toEqual([name, null]);
  }, 60_000);
});
