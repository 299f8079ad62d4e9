import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "OpenTelemetry's own OpenAI instrumentation for JavaScript, started without code",
  language: "javascript",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "true",
    OTEL_LOGS_EXPORTER: "otlp",
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused", "embeddings.embed"],
  gaps: {
    "chat.stream.cost_usd": { why: "as if no token had been cached", shows: 0.0002181 },
    "chat.stream.tokens.cache_read": { why: "cached tokens are not read" },
    "chat.stream.ttft_ms": { why: "when the first token came is not measured" },
  },
};
