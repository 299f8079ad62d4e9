import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "LangChain and LangGraph for JavaScript by OpenInference",
  language: "javascript",
  settings: ({ url, key }) => ({ PHOENIX_COLLECTOR_ENDPOINT: url, PHOENIX_API_KEY: key }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  session: "session-1",
  user: "user-1",
  toolRuns: 1,
  gaps: {
    "chat.stream.ttft_ms": { why: "when the first token came is not measured" },
    "tools.arguments": {
      why: "the value of a single argument is exported without its name; the whole arguments are on the call that asked",
      shows: "A-17",
    },
  },
};
