/** Printable ASCII that neither begins nor ends with a blank: most names. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;
/** Zero-width space, word joiner, byte order mark: they are seen nowhere. */
const ZERO_WIDTH_SPACE = /[\u200b\u2060\ufeff]/g;
/** Joiners have a meaning between letters (Persian, emoji), and none at the ends. */
const OUTER_JOINERS = /^[\s\u200c\u200d]+|[\s\u200c\u200d]+$/g;

/**
 * A name or id as it is compared and grouped by: in Unicode's composed form (NFC, https://unicode.org/reports/tr15), without
 * white space around it and without zero-width white space. Names that look alike are one feature, one user.
 * @returns null when nothing is left
 */
export function plainName(text: string | null): string | null {
  if (text === null || PLAIN.test(text)) return text;
  const plain = text.normalize("NFC").replace(ZERO_WIDTH_SPACE, "").replace(OUTER_JOINERS, "");
  return plain === "" ? null : plain;
}
