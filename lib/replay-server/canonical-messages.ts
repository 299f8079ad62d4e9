import { leadingSystem } from "@/lib/model/leading-system";
import type { Message, MessagePart } from "@/lib/model/message";

import { canonicalJson } from "./canonical-json";

/** One message as it is compared. */
export interface CanonicalMessage {
  role: string;
  text: string;
  /** Tools asked for, `name(arguments)`, in order. */
  calls: readonly string[];
  /** Position of the first message that it was made of; null: instructions said apart from the messages. */
  at: number | null;
  /** All of the above in one text: equal where the messages are. */
  key: string;
}

interface Draft extends Omit<CanonicalMessage, "key"> {
  calls: string[];
  /** Of the calls asked for, or of the call that this is the result of. */
  ids: (string | null)[];
}

/**
 * A conversation in the one form in which requests and recorded calls are compared, whatever client and provider it went through:
 * instructions first, what an assistant said in one turn as one message, results in the order of the calls that they answer,
 * JSON of tools canonical, Unicode composed. Thoughts and ids of tool calls are no part of it.
 * @param apart instructions said beside the messages, or null
 */
export function canonicalMessages(apart: string | null, messages: readonly Message[]): CanonicalMessage[] {
  let start = 0;
  while (isSystem(messages[start])) start++;
  const drafts: Draft[] = [];
  const system = instructions(apart, leadingSystem(messages));
  if (system !== "")
    drafts.push({ role: "system", text: system, calls: [], at: start > 0 ? 0 : null, ids: [] });
  for (let at = start; at < messages.length; at++) {
    const draft = draftOf(messages[at] as Message, at);
    const before = drafts.at(-1);
    if (draft.role === "assistant" && draft.text === "" && draft.calls.length === 0) continue;
    if (draft.role === "assistant" && before?.role === "assistant") {
      before.text += draft.text;
      before.calls.push(...draft.calls);
      before.ids.push(...draft.ids);
    } else drafts.push(draft);
  }
  return orderResults(drafts).map(({ ids: _, ...message }) => ({
    ...message,
    key: JSON.stringify([message.role, message.text, message.calls]),
  }));
}

const isSystem = (message: Message | undefined): boolean =>
  message?.role === "system" || message?.role === "developer";

/** Instructions are said apart, as messages, or both ways at once; blocks of them are set apart by blank lines, or by nothing. */
function instructions(apart: string | null, leading: string | null): string {
  const [one, other] = [apart ?? "", leading ?? ""].map((text) =>
    text.normalize("NFC").replace(/\n{2,}/g, ""),
  ) as [string, string];
  if (one.includes(other)) return one;
  return other.includes(one) ? other : one + other;
}

function draftOf(message: Message, at: number): Draft {
  const { content } = message;
  const text = typeof content === "string" ? content : (content ?? []).map(textOfPart).join("");
  const calls = message.tool_calls ?? [];
  return {
    role: isSystem(message) ? "system" : message.role,
    text: message.role === "tool" ? canonicalJson(text) : text.normalize("NFC"),
    calls: calls.map((call) => `${call.name}(${argumentsOf(call.arguments)})`),
    at,
    ids: message.role === "tool" ? [message.tool_call_id ?? null] : calls.map(({ id }) => id),
  };
}

/** A call without arguments is told as nothing, as an empty text or as an empty object. */
const argumentsOf = (given: NonNullable<Message["tool_calls"]>[number]["arguments"]): string => {
  const text = given === null ? "" : canonicalJson(given);
  return text === "" || text === "null" ? "{}" : text;
};

function textOfPart(part: MessagePart): string {
  if (part.type === "text" || part.type === "refusal") return part.text;
  if (part.type === "reasoning") return "";
  if (part.type === "other") return canonicalJson(part.value);
  // Bytes are counted where they are recorded, not kept.
  const named = part.uri ?? part.file_id ?? (part.bytes === undefined ? "" : `${part.bytes} bytes`);
  return `[${part.modality} ${named}]`;
}

/** Tools that run at once end in any order: their results stand in the order of their calls, where ids tell which is whose. */
function orderResults(drafts: readonly Draft[]): Draft[] {
  const ordered: Draft[] = [];
  for (let at = 0; at < drafts.length;) {
    const draft = drafts[at++] as Draft;
    ordered.push(draft);
    if (draft.calls.length < 2) continue;
    let end = at;
    while (drafts[end]?.role === "tool") end++;
    const results = drafts.slice(at, end);
    const placeOf = ({ ids: [id = null] }: Draft): number => (id === null ? -1 : draft.ids.indexOf(id));
    if (results.every((result) => placeOf(result) >= 0)) {
      ordered.push(...results.toSorted((a, b) => placeOf(a) - placeOf(b)));
      at = end;
    }
  }
  return ordered;
}
