import { digest128 } from "@/lib/model/digest";
import type { Json } from "@/lib/model/json";

/** A piece of text (format 0) or JSON (format 1) that a span carried, named by what it says. */
export interface Content {
  /** 32 hex digits: the first 128 bits of SHA-256 over the format's digit and the body. */
  id: string;
  format: 0 | 1;
  body: string;
}

export const TEXT = 0;
export const JSON_FORMAT = 1;

export const textContent = (body: string): Content => ({ id: digest128(`0${body}`), format: TEXT, body });

/** Keys stay in the order in which they came: the same bytes of the same client give the same content. */
export function jsonContent(value: Json): Content {
  const body = JSON.stringify(value);
  return { id: digest128(`1${body}`), format: JSON_FORMAT, body };
}

/** A value of a span: a string is stored as the text it is, byte for byte; anything else as JSON. */
export const valueContent = (value: Json): Content =>
  typeof value === "string" ? textContent(value) : jsonContent(value);
