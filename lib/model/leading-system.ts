import { messageText } from "./message";
import type { Message } from "./message";

/** The text of the leading system and developer messages, each once; null when there are none. */
export function leadingSystem(messages: readonly Message[] | null): string | null {
  const texts: string[] = [];
  for (const message of messages ?? []) {
    if (message.role !== "system" && message.role !== "developer") break;
    const text = messageText(message);
    if (text !== "" && !texts.includes(text)) texts.push(text);
  }
  return texts.length === 0 ? null : texts.join("\n\n");
}
