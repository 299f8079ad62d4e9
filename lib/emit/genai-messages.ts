import type { Json } from "@/lib/model/json";
import type { Message, ToolCall } from "@/lib/model/message";
import { messageText } from "@/lib/model/message";

/** A message in the OpenTelemetry GenAI conventions' shape (`gen_ai.input.messages`, `gen_ai.output.messages`). */
interface GenAiMessage {
  role: string;
  parts: { [key: string]: Json }[];
  finish_reason?: string;
}

const toolCallPart = (call: ToolCall): { [key: string]: Json } => ({
  type: "tool_call",
  id: call.id,
  name: call.name,
  arguments: call.arguments,
});

function toGenAi(message: Message): GenAiMessage {
  const text = messageText(message);
  if (message.role === "tool")
    return {
      role: "tool",
      parts: [{ type: "tool_call_response", id: message.tool_call_id ?? null, response: text }],
    };
  const parts = text === "" ? [] : [{ type: "text", content: text }];
  return { role: message.role, parts: [...parts, ...(message.tool_calls ?? []).map(toolCallPart)] };
}

/** `gen_ai.input.messages`: a JSON string, as span attributes carry it. */
export const inputMessages = (messages: readonly Message[]): string => JSON.stringify(messages.map(toGenAi));

/** `gen_ai.output.messages`: one choice with its finish reason. */
export const outputMessages = (message: Message, finishReason: string): string =>
  JSON.stringify([{ ...toGenAi(message), finish_reason: finishReason }]);

/** `gen_ai.system_instructions`: what is said apart from the messages. */
export const systemInstructions = (text: string): string => JSON.stringify([{ type: "text", content: text }]);
