import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "OpenInference for Python, OpenAI and Anthropic",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    ...["responses.stream", "embeddings.embed"],
    ...["messages.plain", "messages.stream", "messages.tool", "messages.told", "messages.refused"],
  ],
  session: "session-1",
  user: "user-1",
  gaps: {
    "responses.stream.ttft_ms": { why: "the first event of the Responses API is no token" },
    "messages.plain.streaming": { why: "only streams of Anthropic say whether they are" },
    "messages.tool.streaming": { why: "only streams of Anthropic say whether they are" },
    "messages.told.streaming": { why: "only streams of Anthropic say whether they are" },
    "messages.stream.ttft_ms": {
      why: "the Anthropic instrumentation does not measure when the first token came",
    },
  },
};
