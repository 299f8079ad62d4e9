import { exactNumber } from "@/lib/model/exact-json";
import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

/**
 * What Python programs write in the place of JSON -> value: `NaN`, `Infinity` and `-Infinity` of json.dumps (kept as these words, as
 * protobuf's JSON mapping spells them), and `repr()` of dicts, lists and tuples with single quotes, `None`, `True` and `False`. In
 * them, what Python writes of other objects (`UUID('…')`, `<object at 0x…>`) is its text, and `Message(role='user', …)` its fields.
 * Objects on lines of their own are a list.
 * A reader of its own: JSON5 libraries know neither Python's words nor its tuples, and stop at the reprs of objects.
 * @param maxDepth how deep values may be nested
 * @returns undefined when the text is neither, or is nested deeper
 */
export function readPythonLiteral(text: string, maxDepth: number): Json | undefined {
  const reader = new Reader(text, maxDepth);
  const value = reader.value();
  if (value === undefined || reader.atEnd()) return value;
  // Objects, one a line or more.
  if (!isObject(value)) return undefined;
  const values: Json[] = [value];
  while (!reader.atEnd()) {
    const next = reader.isAtNewLine() ? reader.value() : undefined;
    if (!isObject(next)) return undefined;
    values.push(next);
  }
  return values;
}

/** Whether the text begins as a literal and ends in the middle of it: it was cut. */
export function isCutLiteral(text: string, maxDepth: number): boolean {
  const reader = new Reader(text, maxDepth);
  while (!reader.atEnd()) if (reader.value() === undefined) return reader.ranOut();
  return false;
}

const WORDS: Record<string, Json> = {
  null: null,
  None: null,
  true: true,
  True: true,
  false: false,
  False: false,
  NaN: "NaN",
  nan: "NaN",
  Infinity: "Infinity",
  inf: "Infinity",
  "-Infinity": "-Infinity",
  "-inf": "-Infinity",
  undefined: null,
};

const ESCAPED: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "0": "\0" };
const NUMBER = /[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /-?[A-Za-z_][\w.]*/y;
/** Characters of what is taken as it is: one object of a program. */
const MAX_OPAQUE = 100_000;

class Reader {
  private at = 0;
  /** Whether the value is part of another. */
  private isInside = false;

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {}

  atEnd(): boolean {
    this.space();
    return this.at === this.text.length;
  }

  /** Behind a value: whether only blanks lie between here and the line's beginning. */
  isAtNewLine(): boolean {
    let before = this.at - 1;
    while (before >= 0 && /[^\S\n]/.test(this.text[before] as string)) before--;
    return this.text[before] === "\n";
  }

  /** Behind a value that was none: whether the text had ended before it. */
  ranOut(): boolean {
    return /^[\s\w.+…-]*$/.test(this.text.slice(this.at, this.at + MAX_OPAQUE));
  }

  value(depth = this.maxDepth): Json | undefined {
    if (depth === 0) return undefined;
    this.space();
    this.isInside = depth < this.maxDepth;
    const first = this.text[this.at];
    switch (first) {
      case "{":
        return this.object(depth);
      case "[":
        return this.list("]", depth);
      case "(":
        return this.list(")", depth);
      case '"':
      case "'":
        return this.string();
      case "<":
        return this.isInside ? this.opaque("<", ">") : undefined;
      default:
        return this.scalar(depth);
    }
  }

  private space(): void {
    while (this.at < this.text.length && /\s/.test(this.text[this.at] as string)) this.at++;
  }

  private skip(mark: string): boolean {
    this.space();
    if (this.text[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  private list(end: string, depth: number): Json[] | undefined {
    this.at++;
    const items: Json[] = [];
    for (;;) {
      if (this.skip(end)) return items;
      const item = this.value(depth - 1);
      if (item === undefined) return undefined;
      items.push(item);
      if (!this.skip(",")) return this.skip(end) ? items : undefined;
    }
  }

  private object(depth: number): JsonObject | undefined {
    this.at++;
    const entries: [string, Json][] = [];
    for (;;) {
      if (this.skip("}")) return Object.fromEntries(entries);
      const key = this.value(depth - 1);
      if (key === undefined || (typeof key === "object" && key !== null) || !this.skip(":")) return undefined;
      const value = this.value(depth - 1);
      if (value === undefined) return undefined;
      entries.push([String(key), value]);
      if (!this.skip(",")) return this.skip("}") ? Object.fromEntries(entries) : undefined;
    }
  }

  /** Strings beside each other are one, as in Python. */
  private string(): string | undefined {
    let whole = "";
    for (;;) {
      const quote = this.text[this.at];
      if (quote !== '"' && quote !== "'") return whole;
      this.at++;
      let from = this.at;
      for (;;) {
        const unit = this.text[this.at];
        if (unit === undefined) return undefined;
        if (unit === quote) break;
        if (unit !== "\\") {
          this.at++;
          continue;
        }
        whole += this.text.slice(from, this.at) + this.escape();
        from = this.at;
      }
      whole += this.text.slice(from, this.at);
      this.at++;
      this.space();
    }
  }

  private escape(): string {
    const mark = this.text[this.at + 1] ?? "";
    const digits = { x: 2, u: 4, U: 8 }[mark];
    if (digits === undefined) {
      this.at += 2;
      return ESCAPED[mark] ?? mark;
    }
    const hex = this.text.slice(this.at + 2, this.at + 2 + digits);
    this.at += 2 + digits;
    const code = /^[\da-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : -1;
    if (code < 0 || code > 0x10ffff) return `\\${mark}${hex}`;
    return digits === 8 ? String.fromCodePoint(code) : String.fromCharCode(code);
  }

  private scalar(depth: number): Json | undefined {
    const word = this.match(WORD);
    if (word !== null) {
      if (Object.hasOwn(WORDS, word)) return WORDS[word];
      // b'…', u'…', r'…'.
      if (/^[bru]{1,2}$/i.test(word) && /["']/.test(this.text[this.at] ?? "")) return this.string();
      return this.isInside && this.text[this.at] === "(" ? this.call(word, depth) : undefined;
    }
    const number = this.match(NUMBER);
    if (number === null) return undefined;
    const digits = number.replaceAll("_", "");
    if (/^-?\d+$/.test(digits)) return exactNumber(digits);
    const value = Number(digits);
    return Number.isFinite(value) ? value : number;
  }

  /** `Name(…)`: fields where one of them is a role, else the text. */
  private call(name: string, depth: number): Json | undefined {
    const from = this.at;
    const fields = this.fields(depth);
    if (fields !== undefined && Object.hasOwn(fields, "role")) return fields;
    this.at = from;
    const rest = this.opaque("(", ")");
    return rest === undefined ? undefined : name + rest;
  }

  /** `(role='user', content='…')`. */
  private fields(depth: number): JsonObject | undefined {
    this.at++;
    const entries: [string, Json][] = [];
    while (!this.skip(")")) {
      if (entries.length > 0 && !this.skip(",")) return undefined;
      this.space();
      const key = this.match(WORD);
      if (key === null || !this.skip("=")) return undefined;
      const value = this.value(depth - 1);
      if (value === undefined) return undefined;
      entries.push([key, value]);
    }
    return Object.fromEntries(entries);
  }

  /** What stands between two marks, as it is; strings and marks of the same kind in it are skipped over. */
  private opaque(open: string, close: string): string | undefined {
    const from = this.at;
    const limit = Math.min(this.text.length, from + MAX_OPAQUE);
    let depth = 0;
    while (this.at < limit) {
      const unit = this.text[this.at];
      if (open === "(" && (unit === "'" || unit === '"')) {
        if (this.string() === undefined) return undefined;
        continue;
      }
      this.at++;
      if (unit === open) depth++;
      else if (unit === close && --depth === 0) return this.text.slice(from, this.at);
    }
    return undefined;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }
}
