import { randomBytes } from "node:crypto";

import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";

import { spanMaker } from "@/lib/emit/emitter";
import { type BenchTrace, benchTrace, SPANS_A_TRACE } from "./bench-trace";

/** Bytes at known places of a body that each copy gets anew. */
interface Slots {
  offsets: number[];
}

export interface BodyTemplate {
  /** Spans in a body. */
  spans: number;
  traces: number;
  bytes: number;
  /** A body with ids, times and texts of its own. `atNs` is when its traces end. */
  fresh(atNs: bigint): Buffer;
}

const offsetsOf = (body: Buffer, pattern: Buffer): number[] => {
  const offsets: number[] = [];
  for (let at = body.indexOf(pattern); at !== -1; at = body.indexOf(pattern, at + pattern.length))
    offsets.push(at);
  return offsets;
};

const fixed64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};

/**
 * Encoding 100 spans with the SDK costs more than storing them, so the generator would be what is measured. One body is
 * encoded with the SDK, the places of its ids, times and text markers are found, and each copy is that body with those
 * places overwritten: about a thousand small writes.
 */
export function bodyTemplate(traces: number, seed: number): BodyTemplate {
  const maker = spanMaker({
    resource: { "service.name": "bench", "deployment.environment.name": "production" },
    scope: { name: "recount-bench", version: "1" },
  });
  const planned = Array.from({ length: traces }, (_, i) => benchTrace(seed, i));
  const encoded = ProtobufTraceSerializer.serializeRequest(
    maker.makeSpans(planned.flatMap((trace) => trace.spans)),
  );
  if (!encoded) throw new Error("the body could not be encoded");
  const body = Buffer.from(encoded);
  const slots = planned.map((trace) => slotsOf(body, trace));

  // A process's ids never meet another's: 8 random bytes, then a counter.
  const prefix = randomBytes(8);
  let counter = 0n;
  return {
    spans: traces * SPANS_A_TRACE,
    traces,
    bytes: body.length,
    fresh(atNs) {
      const copy = Buffer.from(body);
      for (const slot of slots) {
        const traceId = Buffer.concat([prefix, fixed64((counter += 1n))]);
        for (const offset of slot.traceId.offsets) traceId.copy(copy, offset);
        for (const span of slot.spanIds) {
          const spanId = fixed64(((counter += 1n) << 8n) | 1n);
          for (const offset of span.offsets) spanId.copy(copy, offset);
        }
        for (const time of slot.times)
          for (const offset of time.offsets) copy.writeBigUInt64LE(atNs + time.relativeNs, offset);
        for (const marker of slot.markers) {
          const text = ((counter += 1n) + prefix.readBigUInt64LE() / 2n)
            .toString(16)
            .padStart(16, "0")
            .slice(-16);
          for (const offset of marker.offsets) copy.write(text, offset, "latin1");
        }
      }
      return copy;
    },
  };
}

function slotsOf(body: Buffer, trace: BenchTrace) {
  const found = (pattern: Buffer): Slots => {
    const offsets = offsetsOf(body, pattern);
    if (offsets.length === 0) throw new Error("a planned value is not in the encoded body");
    return { offsets };
  };
  const times = new Set(trace.spans.flatMap((span) => [span.startNs, span.endNs]));
  return {
    traceId: found(Buffer.from(trace.spans[0]?.traceId ?? "", "hex")),
    spanIds: trace.spans.map((span) => found(Buffer.from(span.spanId, "hex"))),
    times: [...times].map((ns) => ({ ...found(fixed64(ns)), relativeNs: ns - trace.endNs })),
    markers: trace.markers.map((marker) => found(Buffer.from(marker, "latin1"))),
  };
}
