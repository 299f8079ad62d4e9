import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "OpenTelemetry for JavaScript, GenAI conventions written by hand",
  language: "javascript",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  session: "session-1",
  user: "user-1",
  toolRuns: 1,
};
