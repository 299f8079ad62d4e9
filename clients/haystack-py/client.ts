import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Haystack, with `opentelemetry-haystack`",
  language: "python",
  settings: ({ url, key }) => ({
    HAYSTACK_CONTENT_TRACING_ENABLED: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused", "embeddings.embed"],
  toolRuns: 1,
  gaps: {
    "*.provider": { why: "the provider is not named" },
    "chat.refused.request_model": { why: "without an answer no model is named" },
    "chat.*.request_model": { why: "only the model that answered is named", shows: "gpt-4o-mini-2024-07-18" },
    "chat.plain.streaming": { why: "only streams say whether they are" },
    "chat.tool.streaming": { why: "only streams say whether they are" },
    "chat.told.streaming": { why: "only streams say whether they are" },
  },
};
