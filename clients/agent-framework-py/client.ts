import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Microsoft Agent Framework for Python",
  language: "python",
  settings: ({ url, key }) => ({
    ENABLE_SENSITIVE_DATA: "true",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    ...["responses.plain", "responses.stream", "responses.tool", "responses.told", "responses.refused"],
  ],
  toolRuns: 2,
  gaps: {
    "*.streaming": { why: "nothing says whether a call streams" },
    "*.stream.ttft_ms": { why: "when the first token came is not sent" },
  },
};
