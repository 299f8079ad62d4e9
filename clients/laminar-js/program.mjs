import * as anthropic from "@anthropic-ai/sdk";
import { Laminar, observe } from "@lmnr-ai/lmnr";
import OpenAI from "openai";
import { chatCompletions, lookUpOrder, messages, SESSION, USER } from "./story.mjs";

Laminar.initialize({
  forceHttp: true, // there is no gRPC endpoint
  httpPort: Number(new URL(process.env.LMNR_BASE_URL).port),
  instrumentModules: { openAI: OpenAI, anthropic },
});
const runTool = (args) => observe({ name: "look_up_order", spanType: "TOOL" }, lookUpOrder, args);

await observe({ name: "orders", sessionId: SESSION, userId: USER }, async () => {
  await chatCompletions(new OpenAI({ maxRetries: 0 }), runTool);
  await messages(new anthropic.Anthropic({ maxRetries: 0 }), runTool);
});
await Laminar.shutdown();
