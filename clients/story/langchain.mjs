import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { ChatOpenAI } from "@langchain/openai";
import { z } from "zod";
import { lookUpOrder, QUESTION, refused, SYSTEM } from "./story.mjs";

/** The story told through LangChain, its tool through LangGraph. `config`: what the client wants on each call. */
export async function conversation(config) {
  const model = new ChatOpenAI({ model: "gpt-4o-mini", temperature: 0.2, maxRetries: 0 });
  const ask = (question) => [new SystemMessage(SYSTEM), new HumanMessage(question)];
  await model.invoke(ask(QUESTION.plain), config);
  for await (const _ of await model.stream(ask(QUESTION.stream), config));
  const agent = createReactAgent({
    llm: model,
    tools: [
      tool(async (args) => JSON.stringify(await lookUpOrder(args)), {
        name: "look_up_order",
        description: "Finds an order",
        schema: z.object({ order_id: z.string() }),
      }),
    ],
  });
  await agent.invoke({ messages: ask(QUESTION.tool) }, config);
  await refused(() => model.invoke(ask(QUESTION.refused), config));
}
