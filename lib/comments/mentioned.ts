/** A letter or digit after a handle: another, longer word was meant. */
const GOES_ON = /^[\p{L}\p{N}_]/u;
const IS_WORD = /[\p{L}\p{N}_.]$/u;

/**
 * Whom a text names: `@` and a handle or an address, in any case, where a word begins. The longest handle that fits is meant.
 * @returns those of `people`, each once, in their order
 */
export function mentionedIn<P extends { handle: string; email: string }>(
  text: string,
  people: readonly P[],
): P[] {
  const words = people
    .flatMap((person) => [...new Set([person.handle, person.email])].map((word) => ({ person, word })))
    .filter(({ word }) => word !== "")
    .toSorted((a, b) => b.word.length - a.word.length);
  const found = new Set<P>();
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    // Within an address, an @ names nobody.
    if (IS_WORD.test(text.slice(Math.max(0, at - 2), at))) continue;
    const rest = text.slice(at + 1);
    const hit = words.find(
      ({ word }) =>
        rest.slice(0, word.length).toLowerCase() === word.toLowerCase() &&
        !GOES_ON.test(rest.slice(word.length)),
    );
    if (hit) found.add(hit.person);
  }
  return people.filter((person) => found.has(person));
}
