import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Strands Agents for Python",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    ...["messages.plain", "messages.stream", "messages.tool", "messages.told", "messages.refused"],
  ],
  session: "session-1",
  user: "user-1",
  toolRuns: 2,
  gaps: {
    "*.provider": { why: "it names itself in the provider's place" },
    "*.response_model": { why: "the model that answered is not sent" },
    "*.streaming": { why: "every call streams, and none says so" },
  },
};
