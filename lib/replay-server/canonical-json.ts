import { isObject, type Json } from "@/lib/model/json";
import { parseJson, parsePython } from "@/lib/model/json-text";
import { decimalString } from "@/lib/money/nano-usd";

/**
 * Arguments or a result of a tool in the one spelling by which they are compared: numbers by their value, keys in order and Unicode
 * composed, without white space. Clients keep JSON as its text, as the value, as text in text or as Python prints it; all are the
 * same here. A text that is none of these stays a text.
 */
export function canonicalJson(value: Json): string {
  const canonical = sorted(open(value));
  return typeof canonical === "string" ? canonical : JSON.stringify(canonical);
}

function open(value: Json): Json {
  if (typeof value !== "string") return value;
  const parsed = parseJson(value) ?? (/^\s*[[{(]/.test(value) ? parsePython(value) : undefined);
  if (parsed === undefined) return value;
  return typeof parsed === "string" && /^\s*[[{]/.test(parsed) ? open(parsed) : parsed;
}

/** Integers that JavaScript cannot hold are their digits, as they are wherever the store reads JSON. */
function sorted(value: Json): Json {
  if (typeof value === "string") return value.normalize("NFC");
  if (typeof value === "number")
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? decimalString(value) : value;
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key.normalize("NFC"), sorted(item)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
