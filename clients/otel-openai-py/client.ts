import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "OpenTelemetry's own OpenAI instrumentation for Python (openai-v2)",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
    OTEL_SEMCONV_STABILITY_OPT_IN: "gen_ai_latest_experimental",
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "SPAN_ONLY",
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused", "embeddings.embed"],
};
