import type { Json, JsonObject } from "@/lib/model/json";
import { isObject } from "@/lib/model/json";
import type { SentSpan, SpanBodies } from "@/lib/model/span";
import { redactAttribute } from "@/lib/privacy/redact-attribute";

import { bodyStrings } from "./body-strings";
import { ESCAPES, escapesOf, REFERENCE_BASE } from "./escapes";
import { holdsMark, type Piece, type SentJson } from "./sent-json";
import { withoutLists, withoutVectors } from "./vectors";

/** Shorter texts are kept as they are. */
const CUT_FROM = 48;
/** A text in which so many of the bodies' strings are not found has none of them further on. */
const MAX_MISSES = 16;

/** Keeps lists of attribute keys, each once; `BodySet` is one. */
export interface KeyStore {
  keys(keys: readonly string[]): string | null;
}

export interface EncodedSent {
  /** JSON of a SentJson. */
  sent: string;
  keysId: string | null;
}

/**
 * A span as it was sent -> what is stored of it beside its bodies.
 * @param bodies what is stored as its bodies
 * @param unmapped keys of attributes that no dialect took
 */
export function encodeSent(
  span: SentSpan,
  bodies: SpanBodies,
  unmapped: JsonObject,
  store: KeyStore,
): EncodedSent {
  const { texts, outputAt } = bodyStrings(bodies);
  const cutter = new Cutter(texts);
  const keys: string[] = [];
  const sent: SentJson = { a: [] };
  let left: number[] | undefined;
  for (const [key, value] of span.attributes) {
    if (Object.hasOwn(unmapped, key)) (left ??= []).push(keys.length);
    keys.push(key);
    sent.a.push(cutter.value(redactAttribute(key, value), isAnswer(key) ? outputAt : 0));
  }
  if (left) sent.u = left;
  if (span.events.length > 0) sent.e = cutter.json(redactAttribute("events", span.events), 0);
  if (span.links.length > 0) sent.l = cutter.json(redactAttribute("links", span.links), 0);
  if (span.about !== null) sent.s = span.about;
  return { sent: JSON.stringify(sent), keysId: store.keys(keys) };
}

/** Such attributes hold strings of the output, and need not be searched for those of the input. */
const answers = new Map<string, boolean>();
function isAnswer(key: string): boolean {
  let answer = answers.get(key);
  if (answer === undefined) {
    if (answers.size >= 20_000) answers.clear();
    answers.set(key, (answer = /output|completion|response|result/i.test(key)));
  }
  return answer;
}

class Cutter {
  /** Forms of the texts in JSON, by text; made when first looked for. */
  private readonly forms: (string | undefined)[][] = [];

  constructor(private readonly texts: readonly string[]) {}

  value(value: Json, from: number): Json {
    if (typeof value === "string") return value.length < CUT_FROM ? value : this.text(value, from, "$");
    if (typeof value !== "object" || value === null) return value;
    return this.json(value, from);
  }

  /** A list or object: as it is where it is short. */
  json(value: Json, from: number): Json {
    const text = withoutLists(value);
    if (text.length < CUT_FROM && !(isObject(value) && holdsMark(value))) return value;
    return this.text(text, from, "$j");
  }

  private text(text: string, from: number, mark: "$" | "$j"): Json {
    // Flattened lists have one attribute a string.
    for (let index = 0; index < this.texts.length; index++) {
      const candidate = this.texts[index] as string;
      if (candidate.length === text.length && candidate === text) return { [mark]: [index * REFERENCE_BASE] };
    }
    const pieces = this.pieces(text, from, mark === "$");
    const [only] = pieces;
    return mark === "$" && pieces.length === 1 && typeof only === "string"
      ? only
      : { [mark]: pieces as Json };
  }

  /** Goes once through the text and the strings, both in their order. */
  private pieces(text: string, from: number, mayHoldVectors: boolean): Piece[] {
    const pieces: Piece[] = [];
    const isJson = JSON_LIKE.test(text);
    let at = 0;
    let misses = 0;
    const literal = (piece: string): void => {
      const kept = mayHoldVectors ? withoutVectors(piece) : piece;
      if (kept !== "") pieces.push(kept);
    };
    for (let index = from; index < this.texts.length && misses < MAX_MISSES; index++) {
      const string = this.texts[index] as string;
      if (string.length > text.length - at) continue;
      const hit = isJson ? this.findEscaped(text, at, index) : find(text, at, string, 0);
      if (hit === null) {
        misses++;
        continue;
      }
      literal(text.slice(at, hit.from));
      pieces.push(index * REFERENCE_BASE + hit.escape);
      at = hit.to;
    }
    literal(text.slice(at));
    return pieces;
  }

  private findEscaped(text: string, at: number, index: number): Hit | null {
    const string = this.texts[index] as string;
    const forms = (this.forms[index] ??= []);
    for (const escape of escapesOf(string)) {
      const form = (forms[escape] ??= (ESCAPES[escape] as (text: string) => string)(string));
      const hit = find(text, at, form, escape);
      if (hit !== null) return hit;
    }
    return null;
  }
}

interface Hit {
  from: number;
  to: number;
  escape: number;
}

/** Comparing from the first place where the beginning stands is five times faster than searching for a long text. */
const BEGINNING = 24;

function find(text: string, at: number, form: string, escape: number): Hit | null {
  let from = text.indexOf(form.length > BEGINNING ? form.slice(0, BEGINNING) : form, at);
  if (from >= 0 && text.substring(from, from + form.length) !== form) from = text.indexOf(form, from + 1);
  return from < 0 ? null : { from, to: from + form.length, escape };
}

const JSON_LIKE = /^\s*[[{"]/;
