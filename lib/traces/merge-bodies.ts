import type { Message } from "@/lib/model/message";
import type { SpanBodies } from "@/lib/model/span";

/**
 * A span's bodies with what events on other roads said about it. What the span says itself is believed. Events that
 * travelled together were joined when they came in; here those that came apart meet: an event with a single message is a
 * piece of the conversation, one with more stands for all of it, and the longer of the two wins.
 * @param events in the order of their times
 */
export function mergeBodies(own: SpanBodies, events: readonly SpanBodies[]): SpanBodies {
  const first = <Key extends keyof SpanBodies>(key: Key): SpanBodies[Key] =>
    [own, ...events].find((bodies) => bodies[key] !== null)?.[key] ?? own[key];
  return {
    system: first("system"),
    input: own.input ?? conversation(events.map(({ input }) => input)),
    output: own.output ?? conversation(events.map(({ output }) => output)),
    toolDefinitions: first("toolDefinitions"),
    inputValue: first("inputValue"),
    outputValue: first("outputValue"),
    documents: first("documents"),
  };
}

function conversation(lists: readonly (Message[] | null)[]): Message[] | null {
  const said = lists.filter((list) => list !== null);
  const pieces = distinct(said.filter((list) => list.length === 1).flat());
  const whole = said
    .filter((list) => list.length > 1)
    .reduce((longest, list) => (list.length > longest.length ? list : longest), [] as Message[]);
  const chosen = whole.length >= pieces.length ? whole : pieces;
  return chosen.length === 0 ? null : chosen;
}

/** The same event may arrive twice under two times. */
const distinct = (messages: readonly Message[]): Message[] => [
  ...new Map(messages.map((message) => [JSON.stringify(message), message])).values(),
];
