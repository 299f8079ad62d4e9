/**
 * Thrown where other requests wait for this thread and a body holds more than may be read between them: it is read by a thread
 * of its own (server/readers.ts), which begins anew with these bytes.
 */
export class ReadApart extends Error {
  /** @param body decompressed */
  constructor(readonly body: Uint8Array) {
    super("The body is to be read by another thread.");
  }
}

/** Read at once up to here: the slowest bodies of this size that we know take 30 ms, a batch of a hundred calls 5. */
export const INLINE_BYTES = 256 * 1024;

/** Values of a small body up to which it is read at once: each may become a row, a refusal or a field to be looked at. */
const INLINE_VALUES = 5_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Whether JSON holds so many values that reading them keeps others waiting, however few bytes it has. Texts count as one value. */
export function isDense(json: Uint8Array): boolean {
  let values = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) inText = !inText;
    else if (inText) at += byte === BACKSLASH ? 1 : 0;
    else if (byte === COMMA && ++values >= INLINE_VALUES) return true;
  }
  return false;
}
