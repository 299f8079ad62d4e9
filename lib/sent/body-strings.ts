import type { Json } from "@/lib/model/json";
import type { Message } from "@/lib/model/message";
import type { SpanBodies } from "@/lib/model/span";

/** Shorter ones cost as much to refer to as to repeat. */
const SHORTEST = 24;

export interface BodyStrings {
  texts: string[];
  /** Where those of the output begin. */
  outputAt: number;
}

/**
 * The strings that a span's bodies hold, in a fixed order: what was asked, then what was answered, then documents. The same
 * from a span that has just been read and from its stored bodies, which is what references into the list rely on.
 */
export function bodyStrings(bodies: SpanBodies): BodyStrings {
  const texts: string[] = [];
  const add = (text: string | null): void => {
    if (text !== null && text.length >= SHORTEST) texts.push(text);
  };
  add(bodies.system);
  for (const message of bodies.input ?? []) addMessage(message, add);
  add(textOf(bodies.inputValue));
  const outputAt = texts.length;
  for (const message of bodies.output ?? []) addMessage(message, add);
  add(textOf(bodies.outputValue));
  for (const document of bodies.documents ?? []) add(document.content);
  return { texts, outputAt };
}

const textOf = (value: Json): string | null =>
  value === null || typeof value === "string" ? value : JSON.stringify(value);

function addMessage(message: Message, add: (text: string | null) => void): void {
  if (typeof message.content === "string") add(message.content);
  else
    for (const part of message.content ?? [])
      if (part.type === "text" || part.type === "reasoning" || part.type === "refusal") add(part.text);
      else if (part.type === "other") add(textOf(part.value));
  for (const call of message.tool_calls ?? []) add(textOf(call.arguments));
}
