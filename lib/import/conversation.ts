import { z } from "zod";

import { parseExactJson } from "@/lib/model/exact-json";

const ToolCall = z.object({
  id: z.string(),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const ChatMessage = z.discriminatedUnion("role", [
  z.object({ role: z.literal("system"), content: z.string() }),
  z.object({ role: z.literal("user"), content: z.string() }),
  z.object({
    role: z.literal("assistant"),
    content: z.string().nullable(),
    tool_calls: z.array(ToolCall).optional(),
  }),
  z.object({ role: z.literal("tool"), content: z.string(), tool_call_id: z.string(), name: z.string() }),
]);
export type ChatMessage = z.infer<typeof ChatMessage>;

/** One line of the file: a whole conversation in the OpenAI chat format, and whether it solved its task. */
export const Conversation = z.object({
  task_id: z.number().int(),
  trial: z.number().int(),
  user_id: z.string(),
  reward: z.number(),
  messages: z.array(ChatMessage).min(1),
});
export type Conversation = z.infer<typeof Conversation>;

/** Parses a JSONL text; says which line is wrong and why. */
export function parseConversations(text: string): Conversation[] {
  return text
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, number }) => {
      try {
        return Conversation.parse(parseExactJson(line));
      } catch (cause) {
        const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
        const why = issue ? `${issue.path.join(".")}: ${issue.message}` : "not JSON";
        throw new Error(`line ${number} is not a conversation: ${why}`, { cause });
      }
    });
}
