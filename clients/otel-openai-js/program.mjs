import { createRequire } from "node:module";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { OpenAIInstrumentation } from "@opentelemetry/instrumentation-openai";
import { NodeSDK, logs } from "@opentelemetry/sdk-node";
import { chatCompletions, embeddings } from "./story.mjs";

const sdk = new NodeSDK({
  traceExporter: new OTLPTraceExporter(),
  logRecordProcessors: [new logs.BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
  instrumentations: [new OpenAIInstrumentation()],
});
sdk.start();
// Patched while it loads, so it loads after the instrumentation, and by require.
const { OpenAI } = createRequire(import.meta.url)("openai");

const openai = new OpenAI({ maxRetries: 0 });
await chatCompletions(openai);
await embeddings(openai);
await sdk.shutdown();
