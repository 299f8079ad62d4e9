/** One event of a stream. `name` null: the format names none. */
export interface StreamEvent {
  name: string | null;
  data: unknown;
}

/** Events as server-sent events; texts of `data` stand as they are. */
export const sseText = (events: readonly StreamEvent[]): string =>
  events
    .map(
      ({ name, data }) =>
        `${name === null ? "" : `event: ${name}\n`}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`,
    )
    .join("");

/** Characters of a piece of a streamed text. */
const PIECE = 40;

/** A text in the pieces in which it is streamed; no character of two units is cut. Together they are the text. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + PIECE);
    if (to < text.length && /[\uD800-\uDBFF]/.test(text.charAt(to - 1))) to++;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}
