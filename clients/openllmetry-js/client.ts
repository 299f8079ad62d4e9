import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "OpenLLMetry (Traceloop) for JavaScript, OpenAI and Anthropic",
  language: "javascript",
  settings: ({ url, key }) => ({ TRACELOOP_BASE_URL: url, TRACELOOP_API_KEY: key }),
  calls: [
    ...["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
    ...["messages.plain", "messages.stream", "messages.tool", "messages.told", "messages.refused"],
  ],
  session: "session-1",
  user: "user-1",
  toolRuns: 2,
  gaps: {
    "chat.refused.span": { why: "a call of OpenAI that is refused leaves no span" },
    "chat.*.streaming": { why: "OpenAI calls do not say whether they stream" },
    "chat.*.ttft_ms": { why: "when the first token came is not measured" },
    "chat.stream.tokens.input_total": {
      why: "streams are counted with a tokenizer of the client's own",
      shows: 21,
    },
    "chat.stream.tokens.output_total": {
      why: "streams are counted with a tokenizer of the client's own",
      shows: 17,
    },
    "chat.stream.cost_usd": { why: "so is what they cost", shows: 0.00001335 },
    "chat.stream.tokens.cache_read": { why: "cached tokens of OpenAI are not read" },
    "messages.plain.streaming": { why: "only streams say whether they are" },
    "messages.tool.streaming": { why: "only streams say whether they are" },
    "messages.told.streaming": { why: "only streams say whether they are" },
  },
};
