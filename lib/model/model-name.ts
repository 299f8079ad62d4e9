/** A day (2024-08-06, 20250929) or a word for the newest behind a model's name: OpenAI, Anthropic, Google (`@`), Mistral. */
const EDITION = /(?:[-@](?:20\d\d-[01]\d-[0-3]\d|20\d\d[01]\d[0-3]\d)|-latest|@latest|@default)$/;

/** Few names repeat in every span. Bounded, because they come from outside. */
const known = new Map<string, string>();
const MAX_KNOWN = 5_000;

/**
 * What a model is called wherever calls are grouped: as it was asked for, since a failed call knows no other name; the answer's
 * name where nobody says what was asked. An alias and the dated name behind it are one model: `gpt-4o-2024-08-06` is `gpt-4o`. Prices
 * are found by the names as they came.
 */
export function modelName(requested: string | null, responded: string | null): string | null {
  const name = requested ?? responded;
  if (name === null) return null;
  let plain = known.get(name);
  if (plain === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    const cut = name.replace(EDITION, "");
    known.set(name, (plain = cut === "" ? name : cut));
  }
  return plain;
}

/** A name that somebody looks for, as it is grouped. */
export const sameModel = (name: string): string => modelName(name, null) ?? name;
