import { createRequire } from "node:module";
import { chatCompletions, embeddings } from "./story.mjs";

const require = createRequire(import.meta.url);
const { default: openlit } = require("openlit");
openlit.init({ applicationName: "order-desk", disableMetrics: true });
const { OpenAI } = require("openai");

const openai = new OpenAI({ maxRetries: 0 });
await chatCompletions(openai);
await embeddings(openai);
await new Promise((resolve) => setTimeout(resolve, 6_000)); // its batches leave every five seconds, and it has no flush
