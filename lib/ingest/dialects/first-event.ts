import type { Facts } from "./facts";

/**
 * How long after the span's start its first event of a name came; such events without attributes are understood by that. Instrumentations for
 * Python mark the first chunk of a stream so, or each.
 */
export function firstEventNs(facts: Facts, name: string): bigint | null {
  const found = facts.events(name);
  for (const event of found) if (event.attributes.size > 0) facts.restore(event);
  const [first] = found;
  return first === undefined ? null : first.timeNs - facts.span.startNs;
}

const FIRST = /^(?:(?:gen_ai|llm|stream|streaming)\.)?first[_. ]?(?:token|chunk)$/i;

/** How long after the span's start the first token or chunk came by an event that is named after it; null: none is. */
export function namedFirstEventNs(facts: Facts): bigint | null {
  const found = facts.span.events.find(({ name }) => FIRST.test(name));
  return found === undefined ? null : firstEventNs(facts, found.name);
}
