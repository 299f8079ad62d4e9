import { messageText } from "./message";
import type { Message } from "./message";

/** The text of the leading system and developer messages, each once; null when there are none. */
export function leadingSystem(messages: readonly Message[] | null): string | null {
  const texts = new Set<string>();
  for (const message of messages ?? []) {
    if (message.role !== "system" && message.role !== "developer") break;
    texts.add(messageText(message));
  }
  const text = [...texts].join("\n\n");
  return text === "" ? null : text;
}
