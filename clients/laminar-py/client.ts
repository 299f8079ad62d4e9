import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Laminar for Python, OpenAI",
  language: "python",
  settings: ({ url, key }) => ({
    LMNR_BASE_URL: url,
    LMNR_PROJECT_API_KEY: key,
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  session: "session-1",
  user: "user-1",
  toolRuns: 1,
};
