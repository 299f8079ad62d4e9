import type { Client } from "../lib/client-spec";

const ASKED = "of a stream it names the model that was asked for";
const CALLS_WITHOUT_ID = {
  why: "tool calls in an answer have no id",
  shows: [{ id: null, name: "look_up_order", arguments: { order_id: "A-17" } }],
};

export const client: Client = {
  title: "LiteLLM for Python, its `otel` callback",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    "embeddings.embed",
    ...["messages.plain", "messages.stream", "messages.tool", "messages.told", "messages.refused"],
  ],
  session: "session-1",
  user: "user-1",
  gaps: {
    "chat.stream.response_model": { why: ASKED, shows: "gpt-4o-mini" },
    "messages.stream.response_model": { why: ASKED, shows: "claude-sonnet-4-5" },
    "*.stream.ttft_ms": { why: "when the first token came is not sent" },
    "*.tool.tool_calls": CALLS_WITHOUT_ID,
    "embeddings.embed.provider": { why: "the provider of embeddings is not named" },
    "trace.session_id": { why: "a session in the request's metadata is not sent" },
  },
};
