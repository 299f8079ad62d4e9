import { plainName } from "@/lib/model/plain-name";

import { storableText } from "@/lib/model/json-text";

const MAX_SHORT = 512;
/** A row of an index holds 2,704 bytes, and one index (usage by user, feature and environment) has three labels. */
const MAX_SHORT_BYTES = 840;

/** Names and ids are labels, not content: cut where an index or a facet could not hold them. */
export function short(text: string | null): string | null {
  if (text === null || text.length * 3 <= MAX_SHORT_BYTES) return text;
  const cut = text.length > MAX_SHORT ? `${text.slice(0, MAX_SHORT - 1)}…` : text;
  if (Buffer.byteLength(cut) <= MAX_SHORT_BYTES) return storableText(cut);
  return storableText(`${text.slice(0, MAX_SHORT_BYTES / 3 - 1)}…`);
}

/** What traces are grouped and found by. */
export const name = (text: string | null): string | null => short(plainName(text));
