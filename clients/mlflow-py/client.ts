import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "MLflow Tracing for Python, OpenAI autologging, exported by OTLP",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/v1/traces`,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  session: "session-1",
  user: "user-1",
  toolRuns: 1,
};
