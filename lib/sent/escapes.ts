const json = (text: string): string => JSON.stringify(text).slice(1, -1);

/** How a string may stand inside another text. The numbers are stored. */
export const ESCAPES: readonly ((text: string) => string)[] = [
  (text) => text,
  json,
  // Python's json.dumps writes everything beyond ASCII as \uXXXX.
  (text) =>
    json(text).replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  (text) => json(json(text)),
  // What JSON is of prose that has newlines and nothing else to escape: made in a tenth of the time.
  (text) => text.replaceAll("\n", "\\n"),
];

/** Room for more of them: a reference is `index * 8 + escape`. */
export const REFERENCE_BASE = 8;

/** Which forms a string may have in JSON text, the likeliest first; those after the first are seldom needed. */
export function escapesOf(text: string): readonly number[] {
  if (text.includes('"') || text.includes("\\") || text.includes("\t") || text.includes("\r")) return QUOTED;
  return text.includes("\n") ? LINES : PLAIN;
}

const PLAIN = [0, 2] as const;
const LINES = [4, 1, 2, 3] as const;
const QUOTED = [1, 2, 3] as const;
