import type { Client } from "../lib/client-spec";

export const client: Client = {
  title: "Langfuse SDK 2 for Python (ingestion API)",
  language: "python",
  settings: ({ url, key }) => ({
    LANGFUSE_HOST: url,
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
    "chat.plain.streaming": { why: "only streams say whether they are" },
    "chat.tool.streaming": { why: "only streams say whether they are" },
    "chat.told.streaming": { why: "only streams say whether they are" },
    "chat.stream.response_model": {
      why: "one field holds either model, and of streams it mostly is the one that was asked for",
    },
    "chat.plain.request_model": {
      why: "only the model that answered is named",
      shows: "gpt-4o-mini-2024-07-18",
    },
    "chat.stream.request_model": {
      why: "only the model that answered is named",
      shows: "gpt-4o-mini-2024-07-18",
    },
    "chat.tool.request_model": {
      why: "only the model that answered is named",
      shows: "gpt-4o-mini-2024-07-18",
    },
    "chat.told.request_model": {
      why: "only the model that answered is named",
      shows: "gpt-4o-mini-2024-07-18",
    },
  },
};
