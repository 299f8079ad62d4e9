import type { CanonicalMessage } from "./canonical-messages";

/** What is asked for, or was: a model call by what went into it. */
export interface ComparedCall {
  messages: readonly CanonicalMessage[];
  /** Null: not said. */
  model: string | null;
  /** Names of the tools that it offered, in order; null: not said. */
  tools: readonly string[] | null;
}

/** Where a request parts from the recorded call that is most like it. */
export interface Difference {
  /** Position among the calls. */
  call: number;
  /** The first message that differs; null: that side has none in its place. */
  asked: CanonicalMessage | null;
  recorded: CanonicalMessage | null;
  /** It is the instructions that differ, on whichever side there are any. */
  inInstructions: boolean;
  /** The part of the message that differs first. */
  part: "role" | "text" | "tool_calls" | "message";
  /** What stands there on either side, with a little around it; null: nothing does. */
  askedText: string | null;
  recordedText: string | null;
}

export type Match = { equal: number[] } | { difference: Difference | null };

/**
 * Recorded calls that were asked the same, in their order; of several those of the same model, then those with the same tools, where
 * there are such. None: how the request differs from the nearest one, null when nothing was recorded.
 */
export function matchCall(asked: ComparedCall, calls: readonly ComparedCall[]): Match {
  const same = calls.flatMap((call, index) => (isEqual(asked.messages, call.messages) ? [index] : []));
  const equal = same.length > 0 ? same : equalButCalls(asked.messages, calls);
  if (equal.length === 0) return { difference: nearestDifference(asked.messages, calls) };
  const narrowed = (indexes: number[], alike: (call: ComparedCall) => boolean): number[] => {
    const left = indexes.filter((index) => alike(calls[index] as ComparedCall));
    return left.length > 0 ? left : indexes;
  };
  const ofModel = narrowed(equal, ({ model }) => model === asked.model);
  return { equal: narrowed(ofModel, ({ tools }) => (tools ?? []).join() === (asked.tools ?? []).join()) };
}

const isEqual = (a: readonly CanonicalMessage[], b: readonly CanonicalMessage[]): boolean =>
  a.length === b.length && a.every(({ key }, index) => key === b[index]?.key);

/**
 * Some clients do not record an assistant's message that says nothing and calls tools, only the results that follow: such recordings
 * are compared without it.
 */
function equalButCalls(asked: readonly CanonicalMessage[], calls: readonly ComparedCall[]): number[] {
  const said = asked.filter((message) => !isCallOnly(message));
  if (said.length === asked.length) return [];
  return calls.flatMap(({ messages }, index) =>
    !messages.some(isCallOnly) && isEqual(said, messages) ? [index] : [],
  );
}

const isCallOnly = ({ role, text, calls }: CanonicalMessage): boolean =>
  role === "assistant" && text === "" && calls.length > 0;

const commonMessages = (a: readonly CanonicalMessage[], b: readonly CanonicalMessage[]): number => {
  let length = 0;
  while (length < a.length && length < b.length && a[length]?.key === b[length]?.key) length++;
  return length;
};

const commonCharacters = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
};

/**
 * The nearest shares most messages from the start, then is of the most similar length, then shares most of the first other message.
 * Other instructions alone make no call another one: what follows them is compared all the same.
 */
function nearestDifference(
  asked: readonly CanonicalMessage[],
  calls: readonly ComparedCall[],
): Difference | null {
  const [system, rest] = split(asked);
  let best: { call: number; score: readonly [number, number, number] } | null = null;
  for (const [call, { messages }] of calls.entries()) {
    const [otherSystem, other] = split(messages);
    const index = commonMessages(rest, other);
    const score = [
      index + (system?.key === otherSystem?.key ? 1 : 0),
      -Math.abs(rest.length - other.length),
      commonCharacters(rest[index]?.key ?? "", other[index]?.key ?? ""),
    ] as const;
    if (best === null || isMore(score, best.score)) best = { call, score };
  }
  if (best === null) return null;
  const [otherSystem, other] = split((calls[best.call] as ComparedCall).messages);
  if (system?.key !== otherSystem?.key)
    return { call: best.call, inInstructions: true, ...differenceOf(system, otherSystem) };
  const index = commonMessages(rest, other);
  return {
    call: best.call,
    inInstructions: false,
    ...differenceOf(rest[index] ?? null, other[index] ?? null),
  };
}

/** The instructions, which are one message, and what follows. */
const split = (
  messages: readonly CanonicalMessage[],
): [system: CanonicalMessage | null, rest: readonly CanonicalMessage[]] =>
  messages[0]?.role === "system" ? [messages[0], messages.slice(1)] : [null, messages];

function isMore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] as number) > (b[at] as number);
}

function differenceOf(
  asked: CanonicalMessage | null,
  recorded: CanonicalMessage | null,
): Omit<Difference, "call" | "inInstructions"> {
  const both = (part: Difference["part"], a: string | null, b: string | null) => {
    const from = commonCharacters(a ?? "", b ?? "");
    return { asked, recorded, part, askedText: around(a, from), recordedText: around(b, from) };
  };
  if (asked === null || recorded === null)
    return both("message", asked && said(asked), recorded && said(recorded));
  // Roles alone would not tell which messages these are.
  if (asked.role !== recorded.role) return both("role", said(asked), said(recorded));
  if (asked.text !== recorded.text) return both("text", asked.text, recorded.text);
  const call = asked.calls.findIndex((one, index) => one !== recorded.calls[index]);
  const place = call < 0 ? asked.calls.length : call;
  return both("tool_calls", asked.calls[place] ?? null, recorded.calls[place] ?? null);
}

const said = ({ role, text, calls }: CanonicalMessage): string =>
  `${role}: ${[text, ...calls].filter((one) => one !== "").join(" ")}`;

const BEFORE = 40;
const AFTER = 80;

/** What stands around a place of a text. */
function around(text: string | null, at: number): string | null {
  if (text === null) return null;
  const [from, to] = [Math.max(0, at - BEFORE), at + AFTER];
  // A character of two units is not cut in half.
  const shown = text.slice(from, to).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");
  return `${from > 0 ? "…" : ""}${shown}${to < text.length ? "…" : ""}`;
}
