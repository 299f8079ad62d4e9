import { detect } from "tinyld/light";

/** Longer texts are no surer, only slower. */
const LOOKED_AT = 400;
const LEAST = 10;

/**
 * The language of a text, ISO 639-1, by its script and by which groups of letters it has; 24 languages, whose profiles are the
 * library's: no model is fetched. Null: too short to tell, or none that is known.
 */
export function languageOf(text: string): string | null {
  const said = text.slice(0, LOOKED_AT);
  return said.trim().length < LEAST ? null : detect(said) || null;
}
