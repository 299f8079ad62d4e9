import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "OpenTelemetry Collector between an application and Recount",
  language: "go",
  settings: ({ url, key }) => ({ RECOUNT_URL: url, RECOUNT_API_KEY: key }),
  calls: ["chat.plain"],
  session: "session-1",
  user: "user-1",
};
