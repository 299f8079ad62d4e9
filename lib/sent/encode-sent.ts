import type { Json, JsonObject } from "@/lib/model/json";
import { isObject } from "@/lib/model/json";
import type { SentSpan, SpanBodies } from "@/lib/model/span";
import { redactAttribute } from "@/lib/privacy/redact-attribute";

import { bodyStrings } from "./body-strings";
import { Escaped } from "./escapes";
import { holdsMark, type Piece, REFERENCE_BASE, type SentJson } from "./sent-json";
import { withoutLists, withoutVectors } from "./vectors";

/** Shorter texts are kept as they are. */
const CUT_FROM = 48;
/** A piece from this length on that no body holds is a content: it is likely to be sent with the next call, too. */
const CONTENT_FROM = 256;
/** A text in which so many of the bodies' strings are not found has none of them further on. */
const MAX_MISSES = 16;

/** Keeps texts once a project; `ContentSet` is one. */
export interface TextStore {
  text(body: string): string;
  json(value: Json): string | null;
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
  store: TextStore,
): EncodedSent {
  const { texts, outputAt } = bodyStrings(bodies);
  const cutter = new Cutter(texts, store);
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
  return { sent: JSON.stringify(sent), keysId: store.json(keys) };
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
  private readonly strings: Escaped[];
  /** Whole values are found at once: flattened lists have one attribute a string. */
  private readonly whole = new Map<string, number>();

  constructor(
    private readonly texts: readonly string[],
    private readonly store: TextStore,
  ) {
    this.strings = texts.map((text) => new Escaped(text));
    for (const [index, text] of texts.entries()) if (!this.whole.has(text)) this.whole.set(text, index);
  }

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
    const index = this.whole.get(text);
    if (index !== undefined) return { [mark]: [index * REFERENCE_BASE] };
    const pieces = this.pieces(mark === "$" ? withoutVectors(text) : text, from);
    const [only] = pieces;
    return mark === "$" && pieces.length === 1 && typeof only === "string"
      ? only
      : { [mark]: pieces as Json };
  }

  /** Goes once through the text and the strings, both in their order. */
  private pieces(text: string, from: number): Piece[] {
    const pieces: Piece[] = [];
    const isJson = /^\s*[[{"]/.test(text);
    let at = 0;
    let misses = 0;
    for (let index = from; index < this.strings.length && misses < MAX_MISSES; index++) {
      const string = this.strings[index] as Escaped;
      if ((this.texts[index] as string).length > text.length - at) continue;
      let found = -1;
      let form: string | undefined;
      let escape = 0;
      for (; escape < (isJson ? REFERENCE_BASE : 1); escape++) {
        form = string.form(escape);
        found = form === undefined ? -1 : text.indexOf(form, at);
        if (found >= 0) break;
      }
      if (found < 0 || form === undefined) {
        misses++;
        continue;
      }
      this.literal(pieces, text.slice(at, found));
      pieces.push(index * REFERENCE_BASE + escape);
      at = found + form.length;
    }
    this.literal(pieces, text.slice(at));
    return pieces;
  }

  private literal(pieces: Piece[], text: string): void {
    if (text.length >= CONTENT_FROM) pieces.push([this.store.text(text)]);
    else if (text !== "") pieces.push(text);
  }
}
