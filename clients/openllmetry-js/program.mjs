import * as anthropic from "@anthropic-ai/sdk";
import * as traceloop from "@traceloop/node-server-sdk";
import OpenAI from "openai";
import { chatCompletions, lookUpOrder, messages, SESSION, USER } from "./story.mjs";

traceloop.initialize({
  appName: "order-desk",
  silenceInitializationMessage: true,
  instrumentModules: { openAI: OpenAI, anthropic },
});

const runTool = (args) =>
  traceloop.withTool({ name: "look_up_order", inputParameters: [args] }, () => lookUpOrder(args));

await traceloop.withAssociationProperties({ session_id: SESSION, user_id: USER }, () =>
  traceloop.withWorkflow({ name: "orders" }, async () => {
    await chatCompletions(new OpenAI({ maxRetries: 0 }), runTool);
    await messages(new anthropic.Anthropic({ maxRetries: 0 }), runTool);
  }),
);
await traceloop.forceFlush();
