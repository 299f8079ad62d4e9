import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Traceloop SDK for Python, OpenAI",
  language: "python",
  settings: ({ url, key }) => ({
    TRACELOOP_BASE_URL: url,
    TRACELOOP_API_KEY: key,
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  session: "session-1",
  user: "user-1",
  toolRuns: 1,
};
