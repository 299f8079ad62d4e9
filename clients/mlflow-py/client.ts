import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "MLflow Tracing for Python, OpenAI autologging, exported by OTLP",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/v1/traces`,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/protobuf",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  toolRuns: 1,
  gaps: {
    "*.provider": { why: "the provider is not named" },
    "chat.plain.streaming": { why: "only streams say whether they are" },
    "chat.tool.streaming": { why: "only streams say whether they are" },
    "chat.told.streaming": { why: "only streams say whether they are" },
  },
};
