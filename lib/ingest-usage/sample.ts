import type { Json } from "@/lib/model/json";
import { redactSecrets } from "@/lib/privacy/redact";
import { redactText } from "@/lib/privacy/redact-text";

/** What is kept of a refused span or body: redacted and cut. */
export interface Sample {
  body: string;
  format: "json" | "text" | "hex";
}

const MAX_CHARACTERS = 16_000;
/** A JSON sample spends some on quotes, commas and marks. */
const JSON_BUDGET = 12_000;
const MAX_STRING = 2_000;
const MAX_ITEMS = 100;
const MAX_DEPTH = 12;
const MAX_HEX_BYTES = 1_024;

/** A refused span as JSON that can be parsed: long texts and lists are cut, so the work is bounded however large it is. */
export function sampleOfValue(value: unknown): Sample {
  const budget = { characters: JSON_BUDGET };
  const body = redactText(JSON.stringify(redactSecrets(cut(value, budget, 0))));
  return { body, format: "json" };
}

function cut(value: unknown, budget: { characters: number }, depth: number): Json {
  if (budget.characters <= 0 || depth > MAX_DEPTH) return "…";
  budget.characters -= 8;
  switch (typeof value) {
    case "string": {
      const length = Math.min(MAX_STRING, Math.max(0, budget.characters));
      budget.characters -= Math.min(value.length, length);
      return value.length > length ? `${value.slice(0, length)}… (${value.length} characters)` : value;
    }
    case "number":
    case "boolean":
      return value;
    case "bigint":
      return value.toString();
    case "object":
      break;
    default:
      return null;
  }
  if (value === null) return null;
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
  if (Array.isArray(value)) {
    const kept = value.slice(0, MAX_ITEMS).map((item) => cut(item, budget, depth + 1));
    return value.length > kept.length ? [...kept, `… (${value.length} items)`] : kept;
  }
  const result: Record<string, Json> = {};
  let count = 0;
  for (const [key, item] of value instanceof Map ? value : Object.entries(value)) {
    if (++count > MAX_ITEMS || budget.characters <= 0) {
      result["…"] = "cut";
      break;
    }
    const name = String(key).slice(0, 200);
    budget.characters -= name.length;
    result[name] = cut(item, budget, depth + 1);
  }
  return result;
}

/** The beginning of a body that could not be read: as text where it is text, else its first bytes in hex. */
export function sampleOfBytes(bytes: Uint8Array): Sample {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MAX_CHARACTERS));
  const text = textOf(head, bytes.byteLength > head.byteLength);
  if (text !== null) return { body: redactText(text), format: "text" };
  // Masked as Latin-1, which has a character for each byte: a key in plain sight is also one in hex.
  const masked = Buffer.from(redactText(head.toString("latin1")), "latin1").subarray(0, MAX_HEX_BYTES);
  return { body: masked.toString("hex").replace(/(.{2})(?=.)/g, "$1 "), format: "hex" };
}

/** Null: not text. A character that the cut went through is left out. */
function textOf(head: Buffer, isCut: boolean): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: isCut });
    // oxlint-disable-next-line no-control-regex -- control characters are the sign of bytes that are not text
    return /[\0-\x08\x0e-\x1f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}
