import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Tracer,
} from "@opentelemetry/api";

import type { Env } from "@/lib/env";
import type { HeaderReader } from "@/lib/http/incoming";

/** Sent with our own spans: whoever receives them makes no span of that, else one export would lead to the next for ever. */
const OWN_HEADER = "x-recount-own-telemetry";

export interface Tracing {
  tracer: Tracer;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/**
 * Spans of Recount itself, when OpenTelemetry's variables name a place to send them to; null: they do not, and nothing of
 * the SDK is loaded.
 */
export async function startTracing(settings: Env["tracing"], program: string): Promise<Tracing | null> {
  if (!settings) return null;
  const { tracerProvider } = await import("./tracer-provider");
  const provider = tracerProvider(settings.serviceName ?? `recount-${program}`, { [OWN_HEADER]: "1" });
  return { tracer: provider.getTracer("recount"), stop: () => provider.shutdown() };
}

export interface Told {
  name: string;
  kind: SpanKind;
  startedAt: number;
  attributes: Attributes;
  /** Why it failed. */
  error?: string | null;
  parent?: Context;
}

/** Tells one thing that has just ended: nothing is open meanwhile, so nothing can be left open. */
export function tellSpan(tracer: Tracer, { name, kind, startedAt, attributes, error, parent }: Told): void {
  const span = tracer.startSpan(name, { kind, startTime: startedAt, attributes }, parent ?? ROOT_CONTEXT);
  if (error != null) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
  span.end();
}

export const isOwnTelemetry = (headers: HeaderReader): boolean => headers.get(OWN_HEADER) !== null;

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The caller's span, as W3C Trace Context says it. */
export function parentOf(headers: HeaderReader): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(headers.get("traceparent") ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}
