import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { SpanBodies } from "@/lib/model/span";

import { bodyStrings } from "./body-strings";
import { ESCAPES, REFERENCE_BASE } from "./escapes";
import { isCut, type Piece, type SentJson } from "./sent-json";

/** A span as it was sent. */
export interface DecodedSent {
  attributes: JsonObject;
  /** Keys of attributes that no dialect took. */
  unmapped: string[];
  events: Json[];
  links: Json[];
  /** Its kind, status and trace state, in OpenTelemetry's words. */
  span: JsonObject;
}

const piecesOf = (value: Json | undefined): Piece[] => (Array.isArray(value) ? (value as Piece[]) : []);

/**
 * Puts a stored span together again.
 * @param keys of its attributes
 * @param bodies what is stored as its bodies, without what came on other roads
 */
export function decodeSent(sent: string, keys: readonly string[], bodies: SpanBodies): DecodedSent {
  const read = parsed(sent);
  // A passage was blackened that went across its strings.
  const stored: SentJson = isObject(read) ? (read as unknown as SentJson) : { a: [] };
  const { texts } = bodyStrings(bodies);
  const textOf = (pieces: readonly Piece[]): string =>
    pieces
      .map((piece) => {
        if (typeof piece === "string") return piece;
        const text = texts[Math.floor(piece / REFERENCE_BASE)];
        return text === undefined
          ? GONE
          : (ESCAPES[piece % REFERENCE_BASE] as (text: string) => string)(text);
      })
      .join("");
  const valueOf = (value: Json): Json => {
    if (!isCut(value)) return value;
    if (value.$ !== undefined) return textOf(piecesOf(value.$));
    return parsed(textOf(piecesOf(value.$j)));
  };
  const listOf = (value: Json | undefined): Json[] => {
    const list = value === undefined ? [] : valueOf(value);
    return Array.isArray(list) ? list : [list];
  };
  const attributes: JsonObject = {};
  for (const [index, key] of keys.entries())
    Object.defineProperty(attributes, key, {
      value: valueOf(stored.a[index] ?? null),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return {
    attributes,
    unmapped: (stored.u ?? []).flatMap((index) => keys[index] ?? []),
    events: listOf(stored.e),
    links: listOf(stored.l),
    span: isObject(stored.s) ? stored.s : {},
  };
}

/** Stands where a text was erased. */
const GONE = "[erased]";

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Something in it was erased.
    return text;
  }
}
