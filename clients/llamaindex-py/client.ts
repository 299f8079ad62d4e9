import type { Client } from "../lib/client-spec";

const UNTOLD = { why: "the span of a stream ends when the stream begins: nothing of its answer is sent" };

export const client: Client = {
  title: "LlamaIndex for Python, its own OpenTelemetry",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    ...["messages.plain", "messages.stream", "messages.tool", "messages.told", "messages.refused"],
  ],
  session: "session-1",
  user: "user-1",
  toolRuns: 2,
  replay: { why: "answers that streamed are not sent", miss: /no recorded answer/ },
  gaps: {
    "chat.stream.tokens.*": UNTOLD,
    "messages.stream.tokens.*": UNTOLD,
    "*.stream.cost_usd": UNTOLD,
    "*.stream.response_model": UNTOLD,
    "*.stream.output_text": UNTOLD,
    "*.stream.finish_reason": UNTOLD,
    "*.stream.ttft_ms": UNTOLD,
    "tools.result": { why: "what a tool gives back stands, cut, only in the step that runs it" },
  },
};
