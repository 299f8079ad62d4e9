import { type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";

import { CollectSpans } from "./collect-spans";
import { countingAgent } from "./counting-agent";
import { takeRejections, watchPartialSuccess } from "./partial-success";
import { PlannedIds } from "./planned-ids";
import type { PlannedSpan } from "./planned-span";
import { SendError, sendErrorOf } from "./send-error";

export interface EmitterOptions {
  /** Base address of Recount; `/v1/traces` is appended. */
  url: string;
  /** API key, sent as `Authorization: Bearer`. */
  key: string;
  /** Resource attributes: `service.name`, `deployment.environment.name`, … */
  resource: Record<string, string | boolean>;
  scope: { name: string; version: string };
  /** How long one batch may take, retries and `Retry-After` included. */
  timeoutMs?: number;
}

export interface Emitter {
  /** Sends one batch and waits for its acknowledgement; throws SendError when the server did not take all of it. */
  send(spans: readonly PlannedSpan[]): Promise<void>;
  bytesSent(): number;
  close(): Promise<void>;
}

const SPAN_KIND = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT, server: SpanKind.SERVER } as const;
const NS_A_SECOND = 1_000_000_000n;
const hrTime = (ns: bigint): HrTime => [Number(ns / NS_A_SECOND), Number(ns % NS_A_SECOND)];

/** The real OpenTelemetry SDK and its OTLP/protobuf exporter, fed with planned spans one awaited batch at a time. */
export function createEmitter(options: EmitterOptions): Emitter {
  const { makeSpans, close } = spanMaker(options);
  const counting = countingAgent(options.url);
  watchPartialSuccess();
  const exporter = new OTLPTraceExporter({
    url: `${options.url.replace(/\/+$/, "")}/v1/traces`,
    headers: { authorization: `Bearer ${options.key}` },
    timeoutMillis: options.timeoutMs ?? 60_000,
    httpAgentOptions: () => counting.agent,
  });

  const exportBatch = (batch: ReadableSpan[]): Promise<void> =>
    new Promise((resolve, reject) => {
      exporter.export(batch, (result) => {
        if (result.code !== 0) return reject(sendErrorOf(options.url, result.error));
        const refused = takeRejections();
        if (refused.length > 0)
          return reject(new SendError(`Recount refused some spans: ${refused.join("; ")}`));
        resolve();
      });
    });

  return {
    async send(spans) {
      if (spans.length > 0) await exportBatch(makeSpans(spans));
    },
    bytesSent: counting.bytesSent,
    async close() {
      await exporter.shutdown();
      await close();
      counting.agent.destroy();
    },
  };
}

/** Makes SDK spans of planned ones: started, filled and ended with the planned ids and times. */
export function spanMaker(options: Pick<EmitterOptions, "resource" | "scope">) {
  const ids = new PlannedIds();
  const collected = new CollectSpans();
  const provider = new TracerProvider({
    resource: resourceFromAttributes(options.resource),
    idGenerator: ids,
    spanProcessors: [collected],
  });
  const tracer = provider.getTracer(options.scope.name, options.scope.version);

  const emit = (planned: PlannedSpan): void => {
    ids.plan(planned.traceId, planned.spanId);
    const parent =
      planned.parentSpanId === null
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, {
            traceId: planned.traceId,
            spanId: planned.parentSpanId,
            traceFlags: TraceFlags.SAMPLED,
          });
    const span = tracer.startSpan(
      planned.name,
      { kind: SPAN_KIND[planned.role], startTime: hrTime(planned.startNs), attributes: planned.attributes },
      parent,
    );
    if (planned.error) {
      span.setAttribute("error.type", planned.error.type);
      span.setStatus({ code: SpanStatusCode.ERROR, message: planned.error.message });
    }
    span.end(hrTime(planned.endNs));
  };

  return {
    makeSpans(spans: readonly PlannedSpan[]): ReadableSpan[] {
      spans.forEach(emit);
      return collected.take();
    },
    close: () => provider.shutdown(),
  };
}
