import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { NodeSDK } from "@opentelemetry/sdk-node";
import * as ai from "ai";
import { z } from "zod";
import { conversation } from "./ai-sdk.mjs";
import { lookUpOrder, SESSION, USER } from "./story.mjs";

const sdk = new NodeSDK({ traceExporter: new OTLPTraceExporter() });
sdk.start();

const openai = createOpenAI({ compatibility: "strict", baseURL: process.env.OPENAI_BASE_URL });
const anthropic = createAnthropic({ baseURL: `${process.env.ANTHROPIC_BASE_URL}/v1` });

await conversation({
  ai,
  chat: openai("gpt-4o-mini"),
  responses: openai.responses("gpt-4o-mini"),
  claude: anthropic("claude-sonnet-4-5"),
  embedding: openai.embedding("text-embedding-3-small"),
  tool: ai.tool({
    description: "Finds an order",
    parameters: z.object({ order_id: z.string() }),
    execute: lookUpOrder,
  }),
  steps: { maxSteps: 2 },
  settings: (functionId) => ({
    experimental_telemetry: { isEnabled: true, functionId, metadata: { sessionId: SESSION, userId: USER } },
  }),
  system: (system) => ({ system }),
});
await sdk.shutdown();
