import { type ClientGuide, otelVariables } from "./client";

/** Vercel AI SDK: its own spans, over any OpenTelemetry exporter. */
export const vercelAi: ClientGuide = {
  id: "vercel-ai",
  label: "Vercel AI SDK",
  steps: (target) => [
    {
      title: "Terminal: install",
      code: "npm install ai @ai-sdk/openai @ai-sdk/otel @opentelemetry/sdk-node @opentelemetry/exporter-trace-otlp-proto",
    },
    otelVariables(target),
    {
      title: "first-trace.mjs (AI SDK 7)",
      note: "Needs OPENAI_API_KEY. Run it with: node first-trace.mjs",
      code: `import { openai } from "@ai-sdk/openai";
import { OpenTelemetry } from "@ai-sdk/otel";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { generateText, registerTelemetry } from "ai";

const sdk = new NodeSDK({ traceExporter: new OTLPTraceExporter() });
sdk.start();
registerTelemetry(new OpenTelemetry());

const { text } = await generateText({
  model: openai("gpt-4o-mini"),
  instructions: "You answer questions about orders in one sentence.",
  prompt: "Where is my order?",
  telemetry: { functionId: "first-steps" }, // becomes the feature
});
console.log(text);

await sdk.shutdown(); // sends what is still waiting`,
    },
    {
      title: "AI SDK 5 and 6",
      note: "No @ai-sdk/otel and no registerTelemetry: switch telemetry on with each call.",
      code: `const { text } = await generateText({
  model: openai("gpt-4o-mini"),
  system: "You answer questions about orders in one sentence.",
  prompt: "Where is my order?",
  experimental_telemetry: {
    isEnabled: true,
    functionId: "first-steps",
    metadata: { userId: "user-1", sessionId: "session-1" },
  },
});`,
    },
  ],
};
