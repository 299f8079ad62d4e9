import type { Message } from "@/lib/model/message";
import type { SpanDocument } from "@/lib/traces/document";

import { canonicalMessages } from "./canonical-messages";
import type { ComparedCall } from "./match-call";

/** A recorded model call as requests are compared with it; null: what it was asked was not recorded. */
export function recordedCall(span: SpanDocument): ComparedCall | null {
  const messages = askedOf(span);
  return messages === null
    ? null
    : {
        messages: canonicalMessages(span.system, messages),
        model: span.request_model ?? span.response_model,
        tools: span.tool_definitions && span.tool_definitions.map(nameOf),
      };
}

/** What a call was asked: its messages, or the one text that clients without messages send. */
export function askedOf({ input, input_value: value }: SpanDocument): Message[] | null {
  if (input !== null && input.length > 0) return input;
  return typeof value === "string" && value !== "" ? [{ role: "user", content: value }] : null;
}

const nameOf = (tool: unknown): string => String((tool as { name?: unknown } | null)?.name ?? "");
