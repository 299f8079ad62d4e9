import { bytesOfBase64 } from "@/lib/model/base64";
import { isObject, type Json } from "@/lib/model/json";
import { parseJson } from "@/lib/model/json-text";

import type { SpanDocument } from "./document";
import { type Sniffed, sniffMedia } from "./sniff-media";

/** Larger ones are not shown. */
const MOST_BYTES = 16 * 1024 ** 2;
/** As much of a file as tells what it is. */
const HEAD_CHARACTERS = 64 * 1024;

export type InlineMedia =
  | ({ found: true; base64: string; bytes: number } & Sniffed)
  | {
      found: false;
      /** Why it is not shown, in words. */
      why: string;
    };

/**
 * The image or sound that a part of a message stands for: messages keep how large it is, the span as it was sent keeps it. It is found
 * by its size, whatever shape a provider gives it: a data URL, base64 beside its type, within JSON within a text.
 * @param bytes of the part; @param span with its attributes and events
 */
export function inlineMedia(span: Pick<SpanDocument, "attributes" | "events">, bytes: number): InlineMedia {
  const not = (why: string): InlineMedia => ({ found: false, why });
  if (bytes > MOST_BYTES) return not("It is too large to be shown.");
  const found = new Set<string>();
  collect([span.attributes ?? null, span.events ?? null] as Json, bytes, found);
  const [base64, another] = found;
  if (base64 === undefined) return not("Its data did not come with this span.");
  if (another !== undefined) return not("The span has several of this size: Raw has them all.");
  const head = bytesOf(base64.slice(0, HEAD_CHARACTERS));
  const sniffed = head && sniffMedia(head);
  if (!sniffed) return not("It is no image or sound that is shown here.");
  return { found: true, base64, bytes, ...sniffed };
}

/** Base64 of so many bytes, in the alphabet of data URLs. */
function collect(value: Json, bytes: number, found: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collect(one, bytes, found);
  else if (isObject(value)) for (const one of Object.values(value)) collect(one, bytes, found);
  else if (typeof value === "string") {
    const inner = /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
    if (inner !== undefined && typeof inner === "object") return collect(inner, bytes, found);
    const base64 = /^data:[^,]{0,200},/.test(value) ? value.slice(value.indexOf(",") + 1) : value;
    if (bytesOfBase64(base64) === bytes && /^[A-Za-z0-9+/_-]+={0,2}$/.test(base64))
      found.add(base64.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/"));
  }
}

function bytesOf(base64: string): Uint8Array | null {
  try {
    const whole = base64.slice(0, base64.length - (base64.length % 4 === 1 ? 1 : 0));
    return Uint8Array.from(atob(whole), (unit) => unit.charCodeAt(0));
  } catch {
    return null;
  }
}
