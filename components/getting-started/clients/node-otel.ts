import { type ClientGuide, otelVariables } from "./client";

/** OpenTelemetry for Node with the GenAI conventions written by hand. */
export const nodeOtel: ClientGuide = {
  id: "node",
  label: "Node.js",
  steps: (target) => [
    {
      title: "Terminal: install",
      code: "npm install @opentelemetry/api @opentelemetry/sdk-node @opentelemetry/exporter-trace-otlp-proto",
    },
    otelVariables(target),
    {
      title: "first-trace.mjs",
      note: "Run it with: node first-trace.mjs",
      code: `import { SpanKind, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK({ traceExporter: new OTLPTraceExporter() });
sdk.start();

const message = (role, content) => JSON.stringify([{ role, parts: [{ type: "text", content }] }]);

await trace.getTracer("my-app").startActiveSpan("chat gpt-4o-mini", { kind: SpanKind.CLIENT }, async (span) => {
  span.setAttributes({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "recount.feature": "first-steps",
    "gen_ai.input.messages": message("user", "Where is my order?"),
  });
  // … call the model here …
  span.setAttributes({
    "gen_ai.output.messages": message("assistant", "It left the warehouse this morning."),
    "gen_ai.usage.input_tokens": 31,
    "gen_ai.usage.output_tokens": 9,
  });
  span.end();
});

await sdk.shutdown(); // sends what is still waiting`,
    },
  ],
};
