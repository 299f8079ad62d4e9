import { foldCase } from "./fold";

/**
 * Which texts a block may hold: a Bloom filter (Bloom 1970) over what its bodies are made of, in lower case. Of alphabets three
 * characters in a row and five in a row, with a bit each: a megabyte of English has most trigrams of any English word (42 % of words
 * that it did not hold passed by trigrams alone, 5 % with both). Of scripts with thousands of characters, and kana, two in a row,
 * with three bits, so that a word of two characters is enough. Characters are UTF-16 units: a picture is two of them.
 * A filter has a power of two of bits, of which a fifth to a third is set: 3 % of a text's size, 10 % of a Chinese one's.
 */

const HASH_BITS = 20;
const MOST_BITS = 2 ** HASH_BITS;
const FEWEST_BITS = 2 ** 10;
/** Below it a filter is folded to its half. */
const SPARSE = 0.2;
/** Bits of a term that are looked up: more tell no more. */
const MOST_HASHES = 12;
const BITS_OF_PAIR = 3;

const isKana = (unit: number): boolean => unit >= 0x3040 && unit < 0x3100;
/** Chinese, Japanese and Korean characters, and halves of pairs. */
const isWide = (unit: number): boolean =>
  unit >= 0x2e80 &&
  (unit < 0xe000 || (unit >= 0xf900 && unit < 0xfb00)) &&
  !(unit >= 0xa000 && unit < 0xac00);

const spread = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
/** A smaller filter uses the lower bits of it. */
const bitOf = (hash: number): number => spread(hash) >>> (32 - HASH_BITS);
const hashOfThree = (a: number, b: number, c: number): number =>
  Math.imul(Math.imul(Math.imul(a, 0x9e3779b1) + b, 0x85ebca6b) + c, 0xc2b2ae35);
const hashOfFive = (a: number, b: number, c: number, d: number, e: number): number =>
  hashOfThree(hashOfThree(a, b, c), d, e + 0x20000);
const hashOfTwo = (a: number, b: number, turn: number): number => hashOfThree(a, b, turn + 0x10000);

/** Tells of the bits of a folded text, one after the other. @param tell how many characters it is of, and the bit */
function eachBit(folded: string, tell: (bit: number, length: number) => void): void {
  // The units before this one, the last first.
  let [a, b, c, d] = [0, 0, 0, 0];
  let aIsWide = false;
  // Letters in a row up to this unit.
  let letters = 0;
  for (let at = 0; at < folded.length; at++) {
    const unit = folded.charCodeAt(at);
    const wide = isWide(unit);
    if (wide && aIsWide)
      for (let turn = 0; turn < BITS_OF_PAIR; turn++) tell(bitOf(hashOfTwo(a, unit, turn)), 2);
    letters = wide && !isKana(unit) ? 0 : letters + 1;
    if (letters > 2) tell(bitOf(hashOfThree(b, a, unit)), 3);
    if (letters > 4) tell(bitOf(hashOfFive(d, c, b, a, unit)), 5);
    aIsWide = wide;
    d = c;
    c = b;
    b = a;
    a = unit;
  }
}

/** @param texts in which a term may stand, each by itself */
export function makeFilter(texts: Iterable<string>): Uint8Array {
  const all = [...texts];
  const units = all.reduce((sum, text) => sum + text.length, 0);
  let size = FEWEST_BITS;
  while (size < MOST_BITS && size < units) size *= 2;
  let bits = new Uint8Array(size / 8);
  const set = (hash: number): void => {
    const bit = hash & (size - 1);
    bits[bit >> 3]! |= 1 << (bit & 7);
  };
  for (const text of all) eachBit(foldCase(text), set);
  while (bits.length * 8 > FEWEST_BITS && shareSet(bits) < SPARSE) {
    const half = bits.length / 2;
    const halved = bits.slice(0, half);
    for (let at = 0; at < half; at++) halved[at]! |= bits[half + at] as number;
    bits = halved;
  }
  return bits;
}

function shareSet(bits: Uint8Array): number {
  let set = 0;
  for (let byte of bits) for (; byte !== 0; byte &= byte - 1) set++;
  return set / (bits.length * 8);
}

/** Bits of which all must be set in the filter of a block that holds the text; none: every block may hold it. */
export function hashesOf(text: string): number[] {
  const ofFive = new Set<number>();
  const others = new Set<number>();
  eachBit(foldCase(text), (bit, length) => (length === 5 ? ofFive : others).add(bit));
  // What fewer blocks have is asked first.
  return [...spreadOver([...ofFive], MOST_HASHES), ...spreadOver([...others], MOST_HASHES)].slice(
    0,
    MOST_HASHES,
  );
}

function spreadOver(all: readonly number[], most: number): readonly number[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, n) => all[Math.floor((n * all.length) / most)] as number);
}

/** Whether a block with this filter may hold it. */
export const mayHold = (filter: Uint8Array, hashes: readonly number[]): boolean =>
  hashes.every((hash) => {
    const bit = hash & (filter.length * 8 - 1);
    return ((filter[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
  });
