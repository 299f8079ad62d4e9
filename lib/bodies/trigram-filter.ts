/**
 * Which texts a block may hold: a Bloom filter (Bloom 1970, one hash) over the trigrams of its bytes. Bytes of UTF-8, so that
 * two characters of a script without spaces are enough; letters of ASCII in lower case. A filter has a power of two of bits,
 * of which about a fifth is set: a term of eight letters is let through by one block in ten thousand that does not hold it.
 */

const MOST_BITS = 2 ** 18;
const FEWEST_BITS = 2 ** 10;
/** Below it a filter is folded to its half. */
const SPARSE = 0.2;
/** Trigrams of a term that are looked up: more tell no more. */
const MOST_TRIGRAMS = 12;

const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** 18 bits of a trigram, of which a smaller filter uses the lower ones. */
const hashOf = (trigram: number): number => Math.imul(trigram, 0x9e3779b1) >>> 14;

/** @param contents bytes that belong together */
export function makeFilter(contents: readonly Uint8Array[]): Buffer {
  const bytes = contents.reduce((sum, content) => sum + content.length, 0);
  let size = FEWEST_BITS;
  while (size < MOST_BITS && size < bytes / 4) size *= 2;
  let bits = new Uint8Array(size / 8);
  for (const content of contents) {
    let trigram = 0;
    for (let at = 0; at < content.length; at++) {
      trigram = ((trigram << 8) | (LOWER[content[at] as number] as number)) & 0xffffff;
      if (at < 2) continue;
      const bit = hashOf(trigram) & (size - 1);
      bits[bit >> 3]! |= 1 << (bit & 7);
    }
  }
  while (bits.length * 8 > FEWEST_BITS && shareSet(bits) < SPARSE) {
    const half = bits.length / 2;
    const folded = bits.slice(0, half);
    for (let at = 0; at < half; at++) folded[at]! |= bits[half + at] as number;
    bits = folded;
  }
  return Buffer.from(bits);
}

function shareSet(bits: Uint8Array): number {
  let set = 0;
  for (let byte of bits) for (; byte !== 0; byte &= byte - 1) set++;
  return set / (bits.length * 8);
}

/** Hashes of which all must be set in the filter of a block that holds the text; none: every block may hold it. */
export function hashesOf(text: string): number[] {
  const hashes = new Set<number>();
  // A letter beyond ASCII may stand in a block in its other case: nothing is asked of it.
  for (const part of splitAtCased(text)) {
    const bytes = Buffer.from(part.toLowerCase());
    for (let at = 2; at < bytes.length; at++)
      hashes.add(
        hashOf(((bytes[at - 2] as number) << 16) | ((bytes[at - 1] as number) << 8) | (bytes[at] as number)),
      );
  }
  const all = [...hashes];
  const step = Math.max(1, all.length / MOST_TRIGRAMS);
  return all.length <= MOST_TRIGRAMS
    ? all
    : Array.from({ length: MOST_TRIGRAMS }, (_, n) => all[Math.floor(n * step)]!);
}

function splitAtCased(text: string): string[] {
  const parts = [""];
  for (const character of text) {
    const cased = character > "\u007f" && character.toLowerCase() !== character.toUpperCase();
    if (cased) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** Whether a block with this filter may hold it. */
export const mayHold = (filter: Uint8Array, hashes: readonly number[]): boolean =>
  hashes.every((hash) => {
    const bit = hash & (filter.length * 8 - 1);
    return ((filter[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
  });
