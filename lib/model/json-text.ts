import { parseExactJson } from "@/lib/model/exact-json";
import type { Json } from "@/lib/model/json";

import { isCutLiteral, readPythonLiteral } from "@/lib/model/python-literal";

/** PostgreSQL refuses U+0000 in text and jsonb, and lone surrogates in both; clients send either. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const EVERY_UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** The text with U+0000 and lone surrogates replaced by U+FFFD. */
export const storableText = (text: string): string =>
  UNSTORABLE.test(text) ? text.replace(EVERY_UNSTORABLE, "\uFFFD") : text;

/** Deeper than any message a model saw, shallow enough for every recursive walk over a value. */
export const MAX_DEPTH = 64;

const TOO_DEEP = 1;
/** An integer that JavaScript cannot hold: it is another number than the text says. */
const ROUNDED = 2;

/** What a parsed value holds that it may not: bits of the two above. */
function survey(value: unknown, depth: number): number {
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value) ? ROUNDED : 0;
  if (typeof value !== "object" || value === null) return 0;
  if (depth === 0) return TOO_DEEP;
  let found = 0;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    found |= survey(item, depth - 1);
    if ((found & TOO_DEEP) !== 0) return found;
  }
  return found;
}

const withinDepth = (value: unknown): boolean => (survey(value, MAX_DEPTH) & TOO_DEEP) === 0;

const storable = (value: Json): Json => {
  if (typeof value === "string") return storableText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(storable);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), storable(item)]));
};

/** A value of a parsed body, safe to store and to walk. Undefined: nested deeper than MAX_DEPTH. */
export const storableJson = <Value extends Json>(value: Value): Value | undefined =>
  withinDepth(value) ? (storable(value) as Value) : undefined;

/** Escapes that may hide what PostgreSQL refuses: the text is clean and its parse is not. */
const ESCAPED = /\\u(?:0000|d[89a-f])/i;

/** Words that Python's json.dumps writes for numbers that JSON has no word for. */
const PYTHON_NUMBERS = /\b(?:NaN|Infinity)\b/;

/**
 * JSON text -> value, safe to store and to walk; `NaN` and `Infinity`, as Python writes them, are these words, and integers beyond
 * 2^53 their decimal text.
 * Undefined: not JSON, or nested deeper than MAX_DEPTH.
 */
export function parseJson(text: string): Json | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return PYTHON_NUMBERS.test(text) ? parsePython(text) : undefined;
  }
  const found = survey(value, MAX_DEPTH);
  if ((found & TOO_DEEP) !== 0) return undefined;
  // Few texts have such integers: they are looked for among the values, which are walked anyway.
  if (found === ROUNDED) value = parseExactJson(text);
  // Looking for the backslash alone first is ten times faster.
  return text.includes("\\u") && ESCAPED.test(text) ? storable(value) : value;
}

/** Whether a text begins as JSON or as the `repr()` of a Python value, and ends in the middle of it. */
export const isCutJson = (text: string): boolean => isCutLiteral(text, MAX_DEPTH);

/** The `repr()` of a Python value -> value, safe to store and to walk. Undefined: it is none. */
export function parsePython(text: string): Json | undefined {
  const value = readPythonLiteral(text, MAX_DEPTH);
  return value === undefined ? undefined : storable(value);
}

/**
 * What a content attribute means: JSON when it starts like JSON and parses, else the text itself. A text that merely looks
 * like a number stays text. Strings in strings (clients that encode twice) are unwrapped once more.
 */
export function jsonOrText(value: Json): Json {
  if (typeof value !== "string") return value;
  const first = value.trimStart()[0];
  if (first !== "{" && first !== "[" && first !== '"') return value;
  const parsed = parseJson(value);
  if (parsed === undefined) return value;
  if (typeof parsed === "string" && first === '"' && /^\s*[{[]/.test(parsed))
    return parseJson(parsed) ?? parsed;
  return parsed;
}

/**
 * The value when its text can be made again from it, else the text: what a model or a tool said is kept byte for byte
 * (spaces, key order, 1.0, numbers beyond 2^53), and readers parse it.
 */
export function exactJson(value: Json): Json {
  const parsed = jsonOrText(value);
  return typeof value !== "string" || JSON.stringify(parsed) === value ? parsed : value;
}
