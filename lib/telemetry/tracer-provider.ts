import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

/** The SDK, loaded only where spans are asked for. It reads addresses, headers and timeouts from OpenTelemetry's variables. */
export const tracerProvider = (serviceName: string, headers: Record<string, string>): TracerProvider =>
  new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ headers }) })],
  });
