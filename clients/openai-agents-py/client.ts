import type { Client } from "../lib/client-spec";

const ANSWERED = { why: "only the model that answered is named", shows: "gpt-4o-mini-2024-07-18" };

export const client: Client = {
  title: "OpenAI Agents for Python, with OpenInference",
  language: "python",
  settings: ({ url, key }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: [
    ...["responses.plain", "responses.stream", "responses.tool", "responses.told", "responses.refused"],
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  ],
  session: "session-1",
  user: "user-1",
  toolRuns: 2,
  gaps: {
    "responses.refused.request_model": { why: "without an answer no model is named" },
    "responses.*.request_model": ANSWERED,
    "chat.*.response_model": { why: "only the model that was asked for is named", shows: "gpt-4o-mini" },
    "chat.tool.finish_reason": { why: "not sent: tool calls in the answer tell", shows: "tool_calls" },
    "chat.*.finish_reason": { why: "is not sent of chat completions" },
    "*.streaming": { why: "nothing says whether a call streams" },
    "*.stream.ttft_ms": { why: "when the first token came is not sent" },
  },
};
