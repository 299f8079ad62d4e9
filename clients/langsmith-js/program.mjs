import Anthropic from "@anthropic-ai/sdk";
import { Client } from "langsmith";
import { getCurrentRunTree, traceable } from "langsmith/traceable";
import { wrapOpenAI } from "langsmith/wrappers";
import { wrapAnthropic } from "langsmith/wrappers/anthropic";
import OpenAI from "openai";
import { chatCompletions, lookUpOrder, messages, SESSION, USER } from "./story.mjs";

const client = new Client();
const openai = wrapOpenAI(new OpenAI({ maxRetries: 0 }), { client });
const anthropic = wrapAnthropic(new Anthropic({ maxRetries: 0 }), { client });
const runTool = traceable(lookUpOrder, { name: "look_up_order", run_type: "tool", client });

let runId;
const orders = traceable(
  async () => {
    runId = getCurrentRunTree().id;
    await chatCompletions(openai, runTool);
    await messages(anthropic, runTool);
  },
  { name: "orders", metadata: { session_id: SESSION, user_id: USER }, client },
);
await orders();
await client.awaitPendingTraceBatches();
await client.createFeedback(runId, "helpful", { score: 0.9, comment: "said when" });
