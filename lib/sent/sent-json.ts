import type { Json, JsonObject } from "@/lib/model/json";

/** A text in pieces: a string stands for itself, a number refers to a string of the bodies (escapes.ts). */
export type Piece = string | number;

/** What is stored of a span as it was sent; the keys of `a` are a body of their own. */
export interface SentJson {
  /** Values of the attributes, in the order of the keys. */
  a: Json[];
  /** Places of the attributes that no dialect took. */
  u?: number[];
  /** Events and links, as one value each. */
  e?: Json;
  l?: Json;
  /** What else the span said of itself: kind, status, trace state. */
  s?: JsonObject;
}

/** Stands where a value was cut: `$` text, `$j` JSON text of a value. */
export const isCut = (value: Json): value is { $?: Json; $j?: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && holdsMark(value);

export const holdsMark = (value: JsonObject): boolean => value.$ !== undefined || value.$j !== undefined;
