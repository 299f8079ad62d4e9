/** What the list searches for at most, and the least that says anything. */
const MOST = 200;
const LEAST = 2;

/**
 * The text to search other traces for, of what was selected; null: nothing to look for. A search finds a text as it was sent: between
 * lines stands what was drawn, not what was sent, so the longest line is taken.
 */
export function othersText(selected: string): string | null {
  const lines = selected.split(/[\n\r\u2028\u2029]+/).map((line) => line.trim());
  const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), "");
  const text = wholeCharacters(longest.slice(0, MOST)).trim();
  return text.length < LEAST ? null : text;
}

/** Without the first half of a character that was cut in two. */
const wholeCharacters = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, "");
