import { LangfuseClient } from "@langfuse/client";
import { observeOpenAI } from "@langfuse/openai";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { propagateAttributes, startActiveObservation } from "@langfuse/tracing";
import { NodeSDK } from "@opentelemetry/sdk-node";
import OpenAI from "openai";
import { chatCompletions, lookUpOrder, SESSION, USER } from "./story.mjs";

const sdk = new NodeSDK({ spanProcessors: [new LangfuseSpanProcessor()] });
sdk.start();
const langfuse = new LangfuseClient();
const openai = observeOpenAI(new OpenAI({ maxRetries: 0 }));

const runTool = (args) =>
  startActiveObservation(
    "look_up_order",
    async (tool) => {
      const result = await lookUpOrder(args);
      tool.update({ input: args, output: result });
      return result;
    },
    { asType: "tool" },
  );

await startActiveObservation("orders", (root) =>
  propagateAttributes({ sessionId: SESSION, userId: USER }, async () => {
    await chatCompletions(openai, runTool);
    langfuse.score.trace(root, { name: "helpful", value: 0.9, comment: "said when" });
    langfuse.score.observation(root, { name: "tone", value: "friendly" });
  }),
);
await langfuse.flush();
await sdk.shutdown();
