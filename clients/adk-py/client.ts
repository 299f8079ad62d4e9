import type { Client } from "../lib/client-spec";

const ROUTE = "LiteLLM's name of the model has the provider in front";
const STOP = { why: "every answer that is whole ended with stop", shows: "stop" };

export const client: Client = {
  title: "Agent Development Kit for Python, models through LiteLLM",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
    OTEL_SEMCONV_STABILITY_OPT_IN: "gen_ai_latest_experimental",
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "SPAN_ONLY",
  }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    ...["messages.plain", "messages.stream", "messages.tool", "messages.told", "messages.refused"],
  ],
  session: "session-1",
  user: "user-1",
  toolRuns: 2,
  gaps: {
    "chat.*.request_model": { why: ROUTE, shows: "openai/gpt-4o-mini" },
    "messages.*.request_model": { why: ROUTE, shows: "anthropic/claude-sonnet-4-5" },
    "*.response_model": { why: "the model that answered is not sent" },
    "*.streaming": { why: "nothing says whether a call streams" },
    "*.stream.ttft_ms": { why: "when the first token came is not sent" },
    "*.tool.finish_reason": STOP,
    "trace.user_id": { why: "only log records name the user" },
  },
};
