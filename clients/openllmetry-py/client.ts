import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "OpenLLMetry for Python: OpenAI and Anthropic instrumentations alone",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    ...["messages.plain", "messages.stream", "messages.tool", "messages.told", "messages.refused"],
  ],
  gaps: {
    "messages.plain.streaming": { why: "only streams say whether they are" },
    "messages.tool.streaming": { why: "only streams say whether they are" },
    "messages.told.streaming": { why: "only streams say whether they are" },
    "messages.stream.tokens.output_total": {
      why: "the count of a stream's first event is added to its last",
      shows: 37,
    },
    "messages.stream.cost_usd": { why: "so is what that token costs", shows: 0.0034494 },
  },
};
