import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "OpenInference for OpenAI, JavaScript, registered by phoenix-otel",
  language: "javascript",
  settings: ({ url, key }) => ({ PHOENIX_COLLECTOR_ENDPOINT: url, PHOENIX_API_KEY: key }),
  calls: [
    "chat.plain",
    "chat.stream",
    "chat.tool",
    "chat.told",
    "chat.refused",
    "responses.stream",
    "embeddings.embed",
  ],
  session: "session-1",
  user: "user-1",
  gaps: {
    "chat.refused.span": { why: "a call that the provider refuses leaves no span" },
    "*.ttft_ms": { why: "when the first token came is not measured" },
    "chat.stream.tokens.*": { why: "the usage of streamed chat completions is not read" },
    "chat.stream.cost_usd": { why: "without usage there is no cost" },
    "chat.stream.response_model": {
      why: "a stream repeats the model that was asked for",
      shows: "gpt-4o-mini",
    },
    "embeddings.embed.tokens.*": { why: "the usage of embeddings is not read" },
  },
};
