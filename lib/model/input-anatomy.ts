import { isObject, type Json } from "./json";
import type { Message, MessagePart } from "./message";
import type { SpanBodies } from "./span";

/**
 * What the input of a call consisted of, in tokens: instructions; tool definitions; the last user message; what was looked
 * up (tools' results, documents); the conversation before. An estimate: nobody reports it, so the reported input is split in
 * proportion to the length of the texts. Together the parts are the input to the token.
 */
export interface InputAnatomy {
  system: number;
  tools: number;
  history: number;
  retrieved: number;
  user: number;
}

const PARTS = ["system", "tools", "history", "retrieved", "user"] as const;

/** An image or a recording has no text and costs tokens all the same: it weighs what a page of text does, whatever its size. */
const MEDIA_CHARACTERS = 1_000;
/** Depth of a JSON value is bounded where it is parsed; this bounds its breadth. */
const MAX_VALUES = 20_000;

/**
 * @param inputTokens of all kinds, cached or not
 * @returns null when either the tokens or the texts are unknown
 */
export function inputAnatomy(bodies: SpanBodies, inputTokens: number | null): InputAnatomy | null {
  if (inputTokens === null) return null;
  const lengths = lengthsOf(bodies);
  return lengths && split(inputTokens, lengths);
}

/** Characters by part; null when the input's messages were not recorded. */
function lengthsOf({ system, input, inputValue, toolDefinitions }: SpanBodies): InputAnatomy | null {
  const lengths: InputAnatomy = { system: 0, tools: 0, history: 0, retrieved: 0, user: 0 };
  if (input === null) {
    if (typeof inputValue !== "string") return null;
    lengths.user = inputValue.length;
  } else {
    const asked = input.findLastIndex(({ role }) => role === "user" || role === "human");
    for (let index = 0; index < input.length; index++)
      addMessage(lengths, input[index] as Message, index === asked);
  }
  if (lengths.system + lengths.history + lengths.retrieved + lengths.user === 0) return null;
  // Leading instructions stand in the messages too, unless they were said apart.
  if (lengths.system === 0) lengths.system = system?.length ?? 0;
  if (toolDefinitions?.length) lengths.tools = jsonLength(toolDefinitions as unknown as Json);
  return lengths;
}

function addMessage(lengths: InputAnatomy, message: Message, isLastOfUser: boolean): void {
  const { role, content } = message;
  const part =
    role === "system" || role === "developer"
      ? "system"
      : role === "tool" || role === "function"
        ? "retrieved"
        : isLastOfUser
          ? "user"
          : "history";
  if (typeof content === "string") lengths[part] += content.length;
  else if (content !== null)
    for (const item of content) lengths[isDocument(item) ? "retrieved" : part] += partLength(item);
  for (const call of message.tool_calls ?? []) lengths[part] += call.name.length + jsonLength(call.arguments);
}

const DOCUMENT = /document|search_result|context/;

function isDocument(part: MessagePart): boolean {
  if (part.type === "media") return part.modality === "document" || part.modality === "file";
  return (
    part.type === "other" &&
    isObject(part.value) &&
    typeof part.value.type === "string" &&
    DOCUMENT.test(part.value.type)
  );
}

const partLength = (part: MessagePart): number =>
  part.type === "media"
    ? MEDIA_CHARACTERS
    : part.type === "other"
      ? jsonLength(part.value)
      : part.text.length;

/** About as long as its JSON text, without making it. */
function jsonLength(value: Json): number {
  let length = 0;
  let values = 0;
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined && values < MAX_VALUES; next = open.pop(), values++) {
    if (typeof next === "string") length += next.length + 2;
    else if (typeof next !== "object" || next === null) length += 4;
    else if (Array.isArray(next)) for (const item of next) open.push(item);
    else
      for (const key in next) {
        length += key.length + 4;
        open.push(next[key] as Json);
      }
  }
  return length;
}

/** Largest remainder, so that the parts add up; equal remainders go in the order of the parts. */
function split(total: number, lengths: InputAnatomy): InputAnatomy {
  const all = PARTS.reduce((sum, part) => sum + lengths[part], 0);
  const shares = PARTS.map((part) => {
    const exact = total * (lengths[part] / all);
    return { part, tokens: Math.floor(exact), remainder: exact - Math.floor(exact) };
  });
  let left = shares.reduce((rest, { tokens }) => rest - tokens, total);
  for (const share of shares.toSorted((a, b) => b.remainder - a.remainder)) {
    if (left-- <= 0) break;
    share.tokens++;
  }
  const [system, tools, history, retrieved, user] = shares.map(({ tokens }) => tokens);
  return { system, tools, history, retrieved, user } as InputAnatomy;
}
