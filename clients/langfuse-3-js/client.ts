import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Langfuse SDK 3 for JavaScript (ingestion API)",
  language: "javascript",
  settings: ({ url, key }) => ({
    LANGFUSE_BASEURL: url,
    LANGFUSE_SECRET_KEY: key,
    LANGFUSE_PUBLIC_KEY: "order-desk",
  }),
  calls: ["chat.plain", "chat.stream", "chat.tool", "chat.told", "chat.refused"],
  session: "session-1",
  user: "user-1",
  scores: [
    { name: "helpful", value: 0.9 },
    { name: "tone", value: "friendly" },
  ],
  gaps: {
    "*.provider": { why: "the provider is not named" },
    "chat.plain.finish_reason": {
      why: "why a generation ended is not kept; that tools were asked for is seen from the output",
    },
    "chat.stream.finish_reason": {
      why: "why a generation ended is not kept; that tools were asked for is seen from the output",
    },
    "chat.told.finish_reason": {
      why: "why a generation ended is not kept; that tools were asked for is seen from the output",
    },
    "chat.stream.response_model": { why: "a stream names only the model that was asked for" },
    "chat.plain.request_model": {
      why: "a plain call names only the model that answered",
      shows: "gpt-4o-mini-2024-07-18",
    },
    "chat.tool.request_model": {
      why: "a plain call names only the model that answered",
      shows: "gpt-4o-mini-2024-07-18",
    },
    "chat.told.request_model": {
      why: "a plain call names only the model that answered",
      shows: "gpt-4o-mini-2024-07-18",
    },
  },
};
