import { Failure } from "@/lib/errors";

/** Smaller bodies cannot hold enough to matter. */
const ALWAYS_FINE_BYTES = 4 * 1024 * 1024;
const MAX_VALUES = 3_000_000;

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/**
 * Refuses JSON that is small on the wire and large in memory before it is parsed: `[],[],[],…` takes three bytes a list here and
 * thirty in the heap, and a heap that is full ends the process. Counts marks, also those within texts: real bodies are far from it.
 * @throws Failure body_too_large
 */
export function checkJsonSize(body: Uint8Array): void {
  if (body.length <= ALWAYS_FINE_BYTES) return;
  let values = 0;
  for (const byte of body) if (byte === OPEN_BRACE || byte === OPEN_BRACKET) values++;
  if (values > MAX_VALUES)
    throw new Failure(
      "body_too_large",
      `The body holds more than ${MAX_VALUES} lists and objects; send smaller batches.`,
    );
}
