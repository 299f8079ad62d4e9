import { leadingSystem } from "./leading-system";
import type { Message } from "./message";
import type { ModelAddition, SpanBodies, SpanError } from "./span";

export interface MergedAdditions extends SpanBodies {
  finishReason: string | null;
  error: SpanError | null;
}

/**
 * What several additions to one span say together: a function of their set, whatever order they came in and however often.
 * Some clients send one event for each message, others one event with everything, some both, and some several with parts left
 * empty: single messages are put in the order of their times; an event with everything stands for itself, and the longest wins.
 */
export function mergeAdditions(additions: readonly ModelAddition[]): MergedAdditions {
  const sorted = distinct(additions);
  const input = mergedMessages(sorted, "input");
  return {
    system: first(sorted, "system") ?? leadingSystem(input),
    input,
    output: mergedMessages(sorted, "output"),
    toolDefinitions: longest(sorted.map(({ toolDefinitions }) => toolDefinitions)),
    inputValue: first(sorted, "inputValue"),
    outputValue: first(sorted, "outputValue"),
    documents: longest(sorted.map(({ documents }) => documents)),
    finishReason: first(sorted, "finishReason"),
    error: first(sorted, "error"),
  };
}

/** A span's own bodies, completed by what came on another road: what the span says itself is believed. */
export function completeBodies(own: SpanBodies, merged: SpanBodies): SpanBodies {
  const input = own.input ?? merged.input;
  return {
    system: own.system ?? merged.system ?? leadingSystem(input),
    input,
    output: own.output ?? merged.output,
    toolDefinitions: own.toolDefinitions ?? merged.toolDefinitions,
    inputValue: own.inputValue ?? merged.inputValue,
    outputValue: own.outputValue ?? merged.outputValue,
    documents: own.documents ?? merged.documents,
  };
}

/** By time, then by content, equal ones once. */
function distinct(additions: readonly ModelAddition[]): ModelAddition[] {
  const byText = new Map(additions.map((addition) => [textOf(addition), addition]));
  return [...byText.entries()]
    .sort(([a, { occurredAtNs: at }], [b, { occurredAtNs: other }]) => (at !== other ? (at < other ? -1 : 1) : a < b ? -1 : a > b ? 1 : 0))
    .map(([, addition]) => addition);
}

const textOf = (addition: ModelAddition): string => JSON.stringify({ ...addition, occurredAtNs: addition.occurredAtNs.toString() });

/** An event with everything has more than a single message. */
const isWhole = ({ input, output, system, toolDefinitions }: ModelAddition): boolean =>
  system !== null || toolDefinitions !== null || (input !== null && output !== null) || (input?.length ?? 0) > 1 || (output?.length ?? 0) > 1;

function mergedMessages(sorted: ModelAddition[], side: "input" | "output"): Message[] | null {
  const whole = longest(sorted.filter(isWhole).map((addition) => addition[side]));
  const singles = sorted.filter((addition) => !isWhole(addition)).flatMap((addition) => addition[side] ?? []);
  if (whole !== null && whole.length >= singles.length) return whole;
  return singles.length === 0 ? null : singles;
}

const first = <Key extends keyof MergedAdditions>(sorted: ModelAddition[], key: Key): ModelAddition[Key] | null =>
  sorted.find((addition) => addition[key] !== null)?.[key] ?? null;

/** The first of the longest: ties are decided by the order, which is that of the times. */
function longest<Item>(lists: (Item[] | null)[]): Item[] | null {
  let found: Item[] | null = null;
  for (const list of lists) if (list !== null && list.length > (found?.length ?? 0)) found = list;
  return found;
}
