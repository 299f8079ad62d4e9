import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Vercel AI SDK 5",
  language: "javascript",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused", "responses.stream"],
    ...["messages.plain", "messages.stream", "embeddings.embed"],
  ],
  session: "session-1",
  user: "user-1",
  toolRuns: 1,
  gaps: {
    "responses.stream.ttft_ms": { why: "the first event of the Responses API is no token" },
  },
};
