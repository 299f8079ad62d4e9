import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Logfire with Pydantic AI, Python",
  language: "python",
  settings: ({ url, key }) => ({
    LOGFIRE_BASE_URL: url,
    LOGFIRE_TOKEN: key,
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  toolRuns: 1,
  gaps: {
    "chat.plain.streaming": { why: "only streams can be told, by their first token" },
    "chat.tool.streaming": { why: "only streams can be told, by their first token" },
    "chat.told.streaming": { why: "only streams can be told, by their first token" },
  },
};
