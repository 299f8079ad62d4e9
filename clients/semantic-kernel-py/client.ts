import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Semantic Kernel for Python",
  language: "python",
  settings: ({ url, key }) => ({
    SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  toolRuns: 1,
  gaps: {
    "chat.*.response_model": { why: "the model that answered is not sent" },
    "chat.stream.cost_usd": { why: "as if no token had been cached", shows: 0.0002181 },
    "chat.stream.tokens.cache_read": { why: "cached tokens are not sent" },
    "chat.*.streaming": { why: "nothing says whether a call streams" },
    "chat.stream.ttft_ms": { why: "when the first token came is not sent" },
    "tools.name": { why: "a tool's name has its plugin's in front", shows: "Orders-look_up_order" },
  },
};
