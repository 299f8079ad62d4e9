import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import type { Attributes, OtlpEvent, OtlpResource, OtlpScope, OtlpSpan } from "../otlp/shape";
import { withoutEmpty } from "../otlp/shape";
import { exactJson, isCutJson, jsonOrText, parsePython } from "@/lib/model/json-text";
import { FAMILY, familiesOf } from "./families";
import { lookUp } from "./look-up";

/** Higher indices of flattened lists are left as they came: an index is a number from outside and must not size an array. */
const MAX_INDEX = 10_000;
const MAX_NESTING = 12;

/** More than any call takes, and more than is believed of a span: no count, and so left to be seen. */
const MAX_COUNT = 100_000_000;

/**
 * What one span says, and what of it has been understood: reading a key takes it, `rest()` is what nobody took. A value that
 * is not of the wanted type is not taken and so stays visible.
 */
export class Facts {
  private readonly taken = new Set<string>();
  private readonly takenEvents = new Set<OtlpEvent>();
  private readonly left = new Map<string, Json>();
  private readonly families: number;
  /** A text that can only be JSON is none: the client cut it. */
  cutJson = false;

  readonly attributes: Attributes;
  readonly span: OtlpSpan;

  /** An attribute without a value says nothing to any dialect, and is nobody's. */
  constructor(
    private readonly sent: Attributes,
    span: OtlpSpan,
    readonly resource: OtlpResource,
    readonly scope: OtlpScope,
  ) {
    this.attributes = withoutEmpty(sent);
    const events = span.events.map(saidOf);
    this.span = events.every((event, index) => event === span.events[index]) ? span : { ...span, events };
    this.families = familiesOf(this.attributes);
  }

  /** Whether any key begins with this word. */
  hasFamily(name: keyof typeof FAMILY): boolean {
    return (this.families & FAMILY[name]) !== 0;
  }

  has(key: string): boolean {
    return this.attributes.has(key);
  }

  /** Looks without taking. */
  peek(key: string): Json | undefined {
    return this.attributes.get(key);
  }

  peekText(key: string): string | null {
    const value = this.attributes.get(key);
    return typeof value === "string" && value !== "" ? value : null;
  }

  /** A non-empty text; numbers become their text (ids and versions arrive as either). */
  text(...keys: string[]): string | null {
    let found: string | null = null;
    for (const key of keys) {
      const value = this.attributes.get(key);
      if (value === undefined) continue;
      const text = typeof value === "number" ? String(value) : value;
      if (typeof text !== "string" || text === "") continue;
      this.taken.add(key);
      found ??= text;
    }
    return found;
  }

  /** A finite number; clients send numbers as text. */
  number(...keys: string[]): number | null {
    let found: number | null = null;
    for (const key of keys) {
      const number = numberOf(this.attributes.get(key));
      if (number === null) continue;
      this.taken.add(key);
      found ??= number;
    }
    return found;
  }

  /** A count of tokens: an integer from 0 that fits its column. */
  count(...keys: string[]): number | null {
    let found: number | null = null;
    for (const key of keys) {
      const number = countOf(this.attributes.get(key));
      if (number === null) continue;
      this.taken.add(key);
      found ??= number;
    }
    return found;
  }

  flag(...keys: string[]): boolean | null {
    let found: boolean | null = null;
    for (const key of keys) {
      const value = this.attributes.get(key);
      const flag = typeof value === "string" ? lookUp(FLAGS, value) : value;
      if (typeof flag !== "boolean") continue;
      this.taken.add(key);
      found ??= flag;
    }
    return found;
  }

  /** A content attribute: JSON when it is JSON, else its text; undefined when absent. */
  value(...keys: string[]): Json | undefined {
    let found: Json | undefined;
    for (const key of keys) {
      const value = this.attributes.get(key);
      if (value === undefined) continue;
      this.taken.add(key);
      found ??= jsonOrText(value);
    }
    return found;
  }

  /**
   * The same for attributes that hold nothing but JSON, or what Python writes in its place: what begins like it and is neither was
   * cut.
   */
  json(key: string): Json | undefined {
    const value = this.value(key);
    if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
    const literal = parsePython(value);
    if (literal !== undefined) return literal;
    if (/^\s*(?:\[\s*\{|\{\s*["'])/.test(value) && isCutJson(value)) this.cutJson = true;
    return value;
  }

  /** What a tool was given or gave back: JSON when its text can be made again from it, else the text. */
  exact(...keys: string[]): Json | undefined {
    const key = keys.find((candidate) => this.attributes.has(candidate));
    const parsed = this.value(...keys);
    return key === undefined || parsed === undefined ? parsed : exactJson(this.attributes.get(key) as Json);
  }

  /** An object, said as one or as its JSON text. */
  object(key: string): JsonObject | null {
    const value = this.attributes.get(key);
    if (value === undefined) return null;
    const object = jsonOrText(value);
    if (!isObject(object)) return null;
    this.taken.add(key);
    return object;
  }

  /** Everything below a prefix, by what follows it. */
  below(prefix: string): [string, Json][] {
    const found: [string, Json][] = [];
    for (const [key, value] of this.attributes)
      if (key.startsWith(prefix)) {
        this.taken.add(key);
        found.push([key.slice(prefix.length), value]);
      }
    return found;
  }

  /**
   * A flattened list such as `llm.input_messages.<i>.message.role`, nested again and in numeric order; holes are skipped.
   * @returns the elements; empty when nothing is below the prefix
   */
  list(prefix: string): JsonObject[] {
    let root: JsonObject | null = null;
    for (const [key, value] of this.attributes) {
      if (!key.startsWith(prefix)) continue;
      const path = key.slice(prefix.length).split(".");
      if (path.length > MAX_NESTING || !isIndex(path[0] as string) || path.length < 2) continue;
      root ??= Object.create(null) as JsonObject;
      if (place(root, path, value)) this.taken.add(key);
    }
    return root === null ? [] : (elements(root).filter(isObject) as JsonObject[]);
  }

  /** Marks keys as bookkeeping: understood, and nothing to keep. */
  drop(...keys: string[]): void {
    for (const key of keys) if (this.attributes.has(key)) this.taken.add(key);
  }

  /** Keeps a part of a value that was otherwise understood. */
  keep(key: string, value: Json): void {
    this.left.set(key, value);
  }

  /** The events of a name; taken. */
  events(name: string): OtlpEvent[] {
    if (this.span.events.length === 0) return [];
    const found = this.span.events.filter((event) => event.name === name);
    for (const event of found) this.takenEvents.add(event);
    return found;
  }

  take(event: OtlpEvent): void {
    this.takenEvents.add(event);
  }

  /** Takes an event back: it says more than was read. */
  restore(event: OtlpEvent): void {
    this.takenEvents.delete(event);
  }

  /** Attributes that nobody took, verbatim. */
  rest(): JsonObject {
    const rest: JsonObject = {};
    for (const [key, value] of this.sent) if (!this.taken.has(key)) set(rest, key, value);
    for (const [key, value] of this.left) set(rest, key, value);
    return rest;
  }

  restOfEvents(): OtlpEvent[] {
    return this.takenEvents.size === 0
      ? this.span.events
      : this.span.events.filter((event) => !this.takenEvents.has(event));
  }
}

function saidOf(event: OtlpEvent): OtlpEvent {
  const attributes = withoutEmpty(event.attributes);
  return attributes === event.attributes ? event : { ...event, attributes };
}

export function numberOf(value: Json | undefined): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

export function countOf(value: Json | undefined): number | null {
  const number = numberOf(value);
  return number !== null && Number.isInteger(number) && number >= 0 && number <= MAX_COUNT ? number : null;
}

/** A flag as text; Python writes it with a capital. */
const FLAGS: Readonly<Record<string, boolean>> = { true: true, True: true, false: false, False: false };

export const textOrNull = (value: Json | undefined): string | null =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : null;

/** `key` may be `__proto__`: an own property all the same. */
const set = (object: JsonObject, key: string, value: Json): void => {
  if (key === "__proto__")
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
};

const isIndex = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) < MAX_INDEX;

function place(root: JsonObject, path: string[], value: Json): boolean {
  let node = root;
  for (const step of path.slice(0, -1)) {
    const next = node[step];
    if (next === undefined) node = node[step] = Object.create(null) as JsonObject;
    else if (isObject(next)) node = next;
    else return false;
  }
  const last = path[path.length - 1] as string;
  if (isObject(node[last])) return false;
  node[last] = value;
  return true;
}

/** The elements of a list that was flattened: values of the numeric keys, in numeric order. */
export function elements(node: Json | undefined): Json[] {
  if (Array.isArray(node)) return node;
  if (!isObject(node)) return [];
  return Object.keys(node)
    .filter(isIndex)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => node[key] as Json);
}
