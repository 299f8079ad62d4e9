import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Logfire for JavaScript around the AI SDK 6",
  language: "javascript",
  settings: ({ url, key }) => ({ LOGFIRE_BASE_URL: url, LOGFIRE_TOKEN: key }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused", "responses.stream"],
    ...["messages.plain", "messages.stream", "embeddings.embed"],
  ],
  toolRuns: 1,
};
