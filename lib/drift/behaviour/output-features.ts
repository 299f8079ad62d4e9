/** One stored output of a model. */
export interface Output {
  text: string;
  finish: string | null;
  /** Names of the tools that it asked for. */
  tools: readonly string[];
  /** What it belongs to: outputs of one conversation depend on each other. */
  group: string;
}

/** What is compared, each by itself, in the order of `featuresOf`. */
export const BEHAVIOURS = ["length", "wording", "opening", "finish", "tools"] as const;

const WORDING = 512;
const OPENING = 128;
const OPENING_WORDS = 4;
const NAMES = 32;

/** Vectors of one output: the logarithm of its length, hashed words and pairs of words, its first words, finish and tools. */
export function featuresOf({ text, finish, tools }: Output): Float64Array[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+|[^\s\p{L}\p{N}]/gu) ?? [];
  const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
  const first = words.slice(0, OPENING_WORDS);
  return [
    Float64Array.of(Math.log1p(text.length)),
    profile([...words, ...pairs], WORDING),
    profile([...first, ...first.slice(1).map((word, index) => `${first[index]} ${word}`)], OPENING),
    profile([finish ?? ""], NAMES),
    profile(tools.length === 0 ? ["no tool"] : tools, NAMES),
  ];
}

/** Square roots of counts, so that a word that comes often does not drown the others; of length 1. */
function profile(grams: readonly string[], size: number): Float64Array {
  const counts = new Float64Array(size);
  for (const gram of grams) {
    const bin = hash(gram) % size;
    counts[bin] = (counts[bin] as number) + 1;
  }
  const length = Math.sqrt(grams.length) || 1;
  return counts.map((count) => Math.sqrt(count) / length);
}

/** FNV-1a, 32 bits, over UTF-16 units (Fowler, Noll, Vo). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  // The low bits alone of short words are much alike.
  return (value ^ (value >>> 15)) >>> 0;
}
