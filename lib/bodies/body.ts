import { digest128 } from "@/lib/model/digest";
import type { Json } from "@/lib/model/json";

/** A piece of text or JSON that a span carried, named by what it says while a batch is in memory; the name is not stored. */
export interface Body {
  /** 32 hex digits: the first 128 bits of SHA-256 over the format's digit and the text. */
  id: string;
  format: typeof TEXT | typeof JSON_FORMAT;
  text: string;
}

export const TEXT = 0;
export const JSON_FORMAT = 1;

export const textBody = (text: string): Body => ({ id: digest128(`0${text}`), format: TEXT, text });

/** Keys stay in the order in which they came: the same bytes of the same client give the same body. */
export function jsonBody(value: Json): Body {
  const text = JSON.stringify(value);
  return { id: digest128(`1${text}`), format: JSON_FORMAT, text };
}

/** A value of a span: a string is stored as the text it is, byte for byte; anything else as JSON. */
export const valueBody = (value: Json): Body =>
  typeof value === "string" ? textBody(value) : jsonBody(value);
