import type { Attributes } from "@opentelemetry/api";

/** A span worked out beforehand, ids and times included: pure data until the OpenTelemetry SDK makes a real span of it. */
export interface PlannedSpan {
  /** 32 lower-case hex digits. */
  traceId: string;
  /** 16 lower-case hex digits. */
  spanId: string;
  parentSpanId: string | null;
  name: string;
  /** `client` for calls that leave the process. */
  role: "internal" | "client" | "server";
  /** Nanoseconds since the epoch. */
  startNs: bigint;
  endNs: bigint;
  attributes: Attributes;
  error?: { type: string; message: string };
}

export const MS = 1_000_000n;

/** Milliseconds with a fraction to whole nanoseconds, rounded to a microsecond. */
export const msToNs = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n;

export const nsToMs = (ns: bigint): number => Number(ns / 1000n) / 1000;
