import { Langfuse, observeOpenAI } from "langfuse";
import OpenAI from "openai";
import { chatCompletions, lookUpOrder, SESSION, USER } from "./story.mjs";

const langfuse = new Langfuse();
const trace = langfuse.trace({ name: "orders", sessionId: SESSION, userId: USER, tags: ["conformance"] });
const openai = observeOpenAI(new OpenAI({ maxRetries: 0 }), { parent: trace });

await chatCompletions(openai, async (args) => {
  const span = trace.span({ name: "look_up_order", input: args });
  const result = await lookUpOrder(args);
  span.end({ output: result });
  return result;
});
trace.score({ name: "helpful", value: 0.9, comment: "said when" });
trace.score({ name: "tone", value: "friendly" });

await openai.flushAsync();
await langfuse.shutdownAsync();
