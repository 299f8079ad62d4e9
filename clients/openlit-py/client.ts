import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "OpenLIT for Python, OpenAI",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused", "embeddings.embed"],
  gaps: {
    "chat.stream.ttft_ms": {
      why: "what it calls time to first token is measured from the response's headers",
    },
  },
};
