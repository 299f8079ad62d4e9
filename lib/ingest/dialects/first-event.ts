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
