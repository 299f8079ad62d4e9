import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "LangSmith for JavaScript (REST, multipart), OpenAI and Anthropic",
  language: "javascript",
  settings: ({ url, key }) => ({
    LANGSMITH_TRACING: "true",
    LANGSMITH_ENDPOINT: url,
    LANGSMITH_API_KEY: key,
  }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    ...["messages.plain", "messages.stream", "messages.tool", "messages.told", "messages.refused"],
  ],
  session: "session-1",
  user: "user-1",
  toolRuns: 2,
  scores: [{ name: "helpful", value: 0.9 }],
};
