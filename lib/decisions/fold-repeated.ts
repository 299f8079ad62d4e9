export interface Repeated {
  times: number;
}

/** What an answer says several times to the letter, with the same verdict, once: at its first place, with how often. */
export function foldRepeated<T extends { text: string }>(
  told: readonly T[],
  verdictOf: (one: T) => string,
): (T & Repeated)[] {
  const folded = new Map<string, T & Repeated>();
  for (const one of told) {
    const key = JSON.stringify([one.text, verdictOf(one)]);
    const before = folded.get(key);
    if (before === undefined) folded.set(key, { ...one, times: 1 });
    else before.times++;
  }
  return [...folded.values()];
}
