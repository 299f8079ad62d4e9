import { type ListView } from "./search-params";

/**
 * The list in the words of the API alone, for the `list` of a trace's page: which traces stand before and after it. A sliding
 * range has no ends of its own there, so the neighbours stay the same while time goes by.
 */
export function neighbourQuery(view: ListView): string {
  const { range: _, env, from, to, ...filter } = view;
  const words = new URLSearchParams();
  if (from && to && from < to) {
    words.set("from", from.toISOString());
    words.set("to", to.toISOString());
  }
  if (env !== null) words.set("environment", env);
  for (const [word, value] of Object.entries(filter)) {
    if (value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) words.append(word, String(one));
  }
  return words.toString();
}
