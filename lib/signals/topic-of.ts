/** Sixteen groups: four planes. */
const PLANES = 4;
const LOOKED_AT = 2_000;
/** Shorter words are in every text. */
const WORD = /[\p{L}\p{N}]{4,40}/gu;

/**
 * Which of sixteen groups of texts a text belongs to: on which side of four planes, fixed once, the counts of its words lie. Texts
 * with the same words fall into the same group, so the mix of groups moves when people begin to ask about something else; a group has
 * no name. Source: Charikar: Similarity estimation techniques from rounding algorithms, STOC 2002.
 * @returns "t0" to "t15"; null: no words
 */
export function topicOf(text: string): string | null {
  const counts = new Map<string, number>();
  for (const [word] of text.slice(0, LOOKED_AT).toLowerCase().matchAll(WORD))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  if (counts.size === 0) return null;
  const sides = new Float64Array(PLANES);
  for (const [word, count] of counts) {
    const hash = hashOf(word);
    const weight = 1 + Math.log(count);
    for (let plane = 0; plane < PLANES; plane++)
      sides[plane] = (sides[plane] as number) + ((hash >>> (plane * 7)) & 1 ? weight : -weight);
  }
  return `t${sides.reduce((group, side, plane) => group + (side > 0 ? 1 << plane : 0), 0)}`;
}

/** FNV-1a with a last mixing, so that each of its bits depends on every letter. Source: Fowler, Noll, Vo; MurmurHash3's fmix32. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) {
    hash ^= word.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
