/** What stands behind a model's name and says which edition of it: the first that fits is cut. */
const EDITIONS: readonly RegExp[] = [
  // A day (OpenAI, Anthropic, Qwen; `@` at Vertex AI), at Bedrock with its own version behind it.
  /[-@]20\d\d-?[01]\d-?[0-3]\d(?:-v\d+(?::\d+)?)?$/,
  /(?:-latest|@latest|@default)$/,
  // Month and day: gpt-4-0613, grok-4-0709, kimi-k2-0905, deepseek-v3-0324.
  /(?<=^(?:.*\/)?(?:gpt-3\.5|gpt-4|grok|kimi|deepseek)[\w.-]*)-(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
  // Year and month: mistral-large-2411.
  /(?<=^(?:.*\/)?(?:open-)?(?:mistral|ministral|codestral|pixtral|magistral|devstral|mixtral)[\w.-]*)-2\d(?:0[1-9]|1[0-2])$/,
  // gemini-2.0-flash-001, gemini-2.5-flash-preview-09-2025.
  /(?<=^(?:.*\/)?gemini-[\w.-]*)-00\d$/,
  /(?<=^(?:.*\/)?gemini-[\w.-]*-preview)-\d\d-(?:20)?\d\d$/,
];

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
    // Google's resource names: the collection says nothing of the model.
    const bare = name.replace(/^models\//, "");
    const edition = EDITIONS.find((pattern) => pattern.test(bare));
    const cut = edition === undefined ? bare : bare.replace(edition, "");
    known.set(name, (plain = cut === "" ? name : cut));
  }
  return plain;
}

/** A name that somebody looks for, as it is grouped. */
export const sameModel = (name: string): string => modelName(name, null) ?? name;
