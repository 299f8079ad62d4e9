/** A client's word in a table of ours; undefined for words that every object knows (`constructor`, `__proto__`) as for any other. */
export const lookUp = <Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;
