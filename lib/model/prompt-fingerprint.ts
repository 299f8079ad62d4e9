import { createHash } from "node:crypto";

/**
 * What changes in a system prompt from call to call although nobody edited it: ids, dates, times, long numbers, addresses.
 * Each is replaced by its name, so that two days' renderings of one template have one fingerprint. Every repetition is bounded:
 * a run of a million digits would overflow the stack of the engine.
 */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "‹uuid›"],
  [/\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}\b/g, "‹email›"],
  [
    /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,18})?)?)?(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2}))?/g,
    "‹time›",
  ],
  [/\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b/g, "‹date›"],
  [
    /\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? (?=‹|\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))/g,
    "",
  ],
  [
    /\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b/g,
    "‹date›",
  ],
  [
    /\b\d{1,2}(?:st|nd|rd|th)?\.? (?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?),? \d{4}\b/g,
    "‹date›",
  ],
  [/\b\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?\b/g, "‹time›"],
  [/\b(?=[0-9a-f]{0,512}\d)(?=[0-9a-f]{0,512}[a-f])[0-9a-f]{10,512}\b/gi, "‹id›"],
  [/\b\d{6,512}\b/g, "‹number›"],
];

/** The text with its volatile parts named instead of spelled out. */
export const templateOf = (system: string): string =>
  VOLATILE.reduce((text, [pattern, name]) => text.replace(pattern, name), system);

/**
 * Names a prompt version found in traffic: 52 bits of SHA-256 over the template and the tools (few enough for a JavaScript
 * number, and a project has thousands of prompts, not millions).
 * @returns a decimal string, as PostgreSQL's bigint takes it
 */
export function promptFingerprint(system: string, toolDefinitions: unknown): string {
  const hash = createHash("sha256")
    .update(templateOf(system))
    .update("\0")
    .update(toolDefinitions === null ? "" : JSON.stringify(toolDefinitions));
  return (hash.digest().readBigUInt64BE(0) >> 12n).toString();
}
