import type { JsonObject } from "@/lib/model/json";

import type { Attributes } from "../otlp/shape";
import { countOf } from "./facts";
import type { Facts } from "./facts";
import type { ReportedUsage } from "./reported-usage";
import { keyOf, TOTALS } from "./usage-keys";
import type { UsageFamily } from "./usage-keys";
import { meaningOf } from "./usage-words";
import type { UsageField } from "./usage-words";

/** Counts by meaning, and how the cached ones were spelled. */
export interface Counts {
  counts: ReportedUsage;
  /** The convention's own names are there: `input` includes them. */
  conventional: boolean;
  /** The provider's names are there. */
  native: boolean;
}

/**
 * All counts of a span that are said in a dialect's words, whatever their spelling; null when there is none. Of two spellings
 * of one count, the newer name's is taken; of a part, the larger, because clients write 0 for what they did not look for.
 */
export const usageIn = (facts: Facts, family: UsageFamily): Counts | null =>
  countsIn(facts.attributes, family, facts);

/** The same of attributes that are no span's. */
export function countsIn(
  attributes: Attributes,
  family: UsageFamily,
  facts: Facts | null = null,
): Counts | null {
  let found: Counts | null = null;
  let older: ReportedUsage | null = null;
  for (const [name, value] of attributes) {
    const key = keyOf(name);
    if (key === null || key.family !== family) continue;
    const count = countOf(value);
    if (count === null) continue;
    if (family === "ai" || !UNTOLD.has(key.field)) facts?.drop(name);
    found ??= { counts: {}, conventional: false, native: false };
    if (key.spelling === "convention") found.conventional = true;
    else if (key.spelling === "native") found.native = true;
    const into = key.isOlder ? (older ??= {}) : found.counts;
    into[key.field] = Math.max(into[key.field] ?? 0, count);
  }
  if (found === null || older === null) return found;
  const { counts } = found;
  for (const field of Object.keys(older) as UsageField[]) {
    const said = counts[field];
    if (said == null || (said === 0 && !TOTALS.has(field))) counts[field] = older[field];
  }
  // Said twice and by just the cached tokens apart: the larger includes them.
  const apart = (older.input ?? 0) - (counts.input ?? 0);
  if (
    apart !== 0 &&
    older.input != null &&
    Math.abs(apart) === (counts.cacheRead ?? 0) + (counts.cacheWrite ?? 0)
  ) {
    counts.uncached ??= Math.min(older.input, counts.input ?? 0);
    counts.input = Math.max(older.input, counts.input ?? 0);
  }
  return found;
}

/** Parts that have no bucket of their own: read for what they tell of the others, and left to be seen. */
const UNTOLD: ReadonlySet<UsageField> = new Set([
  "inputText",
  "inputTools",
  "outputText",
  "cacheReadText",
  "cacheReadVideo",
]);

/** What else a usage object holds than counts: lists by modality (Gemini) or by lifetime (Bedrock). */
function inLists(name: string, value: unknown, counts: ReportedUsage): void {
  if (!Array.isArray(value)) return;
  for (const item of value as (JsonObject | null)[]) {
    if (item === null || typeof item !== "object") continue;
    const count = countOf(item.tokenCount ?? item.token_count ?? item.inputTokens ?? item.input_tokens);
    const kind = item.modality ?? item.ttl;
    if (count === null || typeof kind !== "string") continue;
    // `MediaModality.AUDIO` where Python wrote it; Bedrock's details of the cache are of what was written.
    const word = kind.slice(kind.lastIndexOf(".") + 1);
    const field = meaningOf(item.ttl === undefined ? `${name} ${word}` : `cache write ${word}`);
    if (field !== null) counts[field] = (counts[field] ?? 0) + count;
  }
}

const MAX_NESTING = 4;

/** The same of a usage object in JSON: the keys of what is nested in it are words, too. */
export function usageOfObject(
  usage: JsonObject,
  named: (key: string) => string = (key) => key,
): ReportedUsage {
  const counts: ReportedUsage = {};
  const walk = (object: JsonObject, path: string, depth: number): void => {
    for (const [key, value] of Object.entries(object)) {
      const name = path === "" ? named(key) : `${path} ${key}`;
      if (typeof value === "number" || typeof value === "string") {
        const count = countOf(value);
        const field = count === null ? null : fieldOf(name);
        if (field !== null) counts[field] = Math.max(counts[field] ?? 0, count as number);
      } else if (Array.isArray(value)) inLists(name, value, counts);
      else if (typeof value === "object" && value !== null && depth < MAX_NESTING)
        walk(value, name, depth + 1);
    }
  };
  walk(usage, "", 0);
  return counts;
}

const knownNames = new Map<string, UsageField | null>();

const MAX_KNOWN = 20_000;

function fieldOf(name: string): UsageField | null {
  let field = knownNames.get(name);
  if (field === undefined) {
    if (knownNames.size >= MAX_KNOWN) knownNames.clear();
    knownNames.set(name, (field = meaningOf(name)));
  }
  return field;
}
