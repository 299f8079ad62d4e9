import { z } from "zod";

import { Failure } from "@/lib/errors";
import type { Message, MessagePart } from "@/lib/model/message";
import type { ModelRequest } from "@/lib/providers/model-call";

import { byPlace, type Part } from "./parts";

const MOST_TEXT = 2_000_000;
const text = z.string().max(MOST_TEXT);

/** What is different from the recorded call; what is not named stays as it was recorded. */
export const CallEdits = z.object({
  /** Null: none. */
  system: text.nullable().optional(),
  /** Texts by the message's place; null: the message is taken out. */
  messages: z.record(z.string().regex(/^\d{1,6}$/), text.nullable()).default({}),
  /** Said after the last message. */
  added: z
    .array(z.object({ role: z.enum(["user", "assistant", "system"]), text: text.min(1) }))
    .max(20)
    .default([]),
  /** Documents, results of tools and sentences by key; null: taken out. */
  parts: z.record(z.string().regex(/^[dts]\d{1,4}$/), text.nullable()).default({}),
});
export type CallEdits = z.output<typeof CallEdits>;

export const NO_EDITS: CallEdits = { messages: {}, added: [], parts: {} };

/**
 * A recorded call with edits. A part is looked for where it was recorded; in a text that was edited by hand, wherever it stands now.
 * @throws Failure bad_request where an edited text holds a part no more
 */
export function editRequest(
  request: ModelRequest,
  parts: readonly Part[],
  edits: CallEdits,
): { request: ModelRequest; changes: string[] } {
  const changes: string[] = [];
  const change = (what: string | false) => void (what && changes.push(what));
  let system = edits.system === undefined ? request.system : edits.system;
  if (system === "") system = null;
  change(system !== request.system && (system === null ? "no system prompt" : "another system prompt"));
  const messages: (Message | null)[] = request.messages.map((message, at) => {
    const edited = edits.messages[at];
    if (edited === undefined) return message;
    change(edited === null ? `message ${at + 1} taken out` : `message ${at + 1} edited`);
    return edited === null ? null : withText(message, edited);
  });
  const changed = parts.filter(({ key }) => edits.parts[key] !== undefined);
  // From the end, so that places before it stay what they are.
  for (const part of changed.toSorted((a, b) => byPlace(b, a))) {
    const now = edits.parts[part.key] as string | null;
    const { message: at } = part.place;
    if (at === "system") system = replaced(system ?? "", part, now ?? "");
    else messages[at] = editPart(messages[at] ?? null, part, now);
  }
  for (const { label, key } of changed)
    change(`${label.toLowerCase()} ${edits.parts[key] === null ? "taken out" : "edited"}`);
  for (const { role } of edits.added) change(`a message of the ${role} added`);
  return {
    request: {
      ...request,
      system: system?.trim() === "" ? null : system,
      messages: [
        ...messages.filter((message) => message !== null),
        ...edits.added.map(({ role, text: content }) => ({ role, content })),
      ],
    },
    changes,
  };
}

/** The call without one part. */
export const withoutPart = (request: ModelRequest, part: Part): ModelRequest =>
  editRequest(request, [part], { ...NO_EDITS, parts: { [part.key]: null } }).request;

/** A result of a tool goes with the call that asked for it, since no provider takes one without the other: `completeCalls`. */
function editPart(message: Message | null, part: Part, now: string | null): Message | null {
  if (message === null) return null;
  const { piece } = part.place;
  const { content } = message;
  if (part.range === null && piece === null) return now === null ? null : { ...message, content: now };
  if (typeof content === "string") return { ...message, content: replaced(content, part, now ?? "") };
  // Edited by hand: its texts are one.
  const at = content?.findIndex(
    (one, index) => index === piece || (one.type === "text" && holds(one.text, part)),
  );
  const held = at === undefined ? undefined : content?.[at];
  if (!content || held === undefined) throw noLonger(part);
  const edited: MessagePart[] =
    part.range === null
      ? now === null
        ? []
        : [{ type: "text", text: now }]
      : [{ type: "text", text: replaced(held.type === "text" ? held.text : "", part, now ?? "") }];
  return { ...message, content: content.toSpliced(at as number, 1, ...edited) };
}

const holds = (given: string, { text: said }: Part): boolean => given.includes(said);

function replaced(given: string, part: Part, now: string): string {
  const { range, text: said } = part;
  const isWhereItWas = range !== null && given.slice(range.from, range.to) === said;
  const from = isWhereItWas ? range.from : given.indexOf(said);
  if (from < 0) throw noLonger(part);
  const rest = given.slice(from + said.length);
  // With its line, where nothing else stands on it.
  const isOwnLine = now === "" && /(^|\n)[ \t]*$/.test(given.slice(0, from)) && /^[ \t]*\n/.test(rest);
  return given.slice(0, from) + now + (isOwnLine ? rest.replace(/^[ \t]*\n/, "") : rest);
}

const noLonger = ({ label }: Part): Failure =>
  new Failure(
    "bad_request",
    `${label} does not stand in the text any more, as that was edited. Undo one of the two edits.`,
  );

/** Its texts become one, where the first of them stood; pictures and tool calls stay. */
function withText(message: Message, said: string): Message {
  const { content } = message;
  if (!Array.isArray(content)) return { ...message, content: said };
  const first = content.findIndex(({ type }) => type === "text");
  const kept = content.filter(({ type }, at) => type !== "text" || at === first);
  const whole: MessagePart = { type: "text", text: said };
  return { ...message, content: first < 0 ? [whole, ...kept] : kept.with(first, whole) };
}
