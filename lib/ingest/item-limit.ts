import { Failure } from "@/lib/errors";

/** Far more than any SDK sends at once; an item of two bytes costs a hundred in the answer, and more in the heap. */
const MAX_ITEMS = 100_000;

/**
 * Events or runs of one request are counted before any of them is read, so that a small body becomes neither a long wait nor a large answer.
 * @throws Failure body_too_large
 */
export function requireFewItems(count: number): void {
  if (count > MAX_ITEMS)
    throw new Failure(
      "body_too_large",
      `The request holds more than ${MAX_ITEMS} events or runs; send smaller batches.`,
    );
}
