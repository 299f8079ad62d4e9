import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Laminar for JavaScript, OpenAI and Anthropic",
  language: "javascript",
  settings: ({ url, key }) => ({ LMNR_BASE_URL: url, LMNR_PROJECT_API_KEY: key }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    ...["messages.plain", "messages.stream", "messages.tool", "messages.told", "messages.refused"],
  ],
  session: "session-1",
  user: "user-1",
  toolRuns: 2,
  gaps: {
    "messages.stream.finish_reason": { why: "why a stream of Anthropic ended is not read" },
    "chat.refused.span": { why: "a call of OpenAI that is refused leaves no span" },
    "chat.*.streaming": { why: "OpenAI calls do not say whether they stream" },
    "*.ttft_ms": { why: "when the first token came is not measured" },
    "chat.stream.tokens.*": { why: "the usage of streamed chat completions is not read" },
    "chat.stream.cost_usd": { why: "without usage there is no cost" },
    "messages.plain.streaming": { why: "only streams say whether they are" },
    "messages.tool.streaming": { why: "only streams say whether they are" },
    "messages.told.streaming": { why: "only streams say whether they are" },
  },
};
