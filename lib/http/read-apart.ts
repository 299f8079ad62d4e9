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
