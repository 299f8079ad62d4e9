import { isObject, type Json } from "@/lib/model/json";

import { type Fact, factsOf, fold } from "./facts";
import { sentencesOf } from "./sentences";

export type EvidenceKind = "tool" | "document" | "user" | "prompt" | "earlier";

/** Something that an answer may rest on. */
export interface Evidence {
  id: string;
  kind: EvidenceKind;
  /** What a reader is told it by: a tool's name, a document's. */
  label: string;
  /** Text, or JSON; JSON that travels as text is read as such. */
  value: Json;
}

/** What of one piece of evidence facts are looked up in. */
interface Index {
  evidence: Evidence;
  /** By value, in which units it stands; "" where it has none. */
  numbers: Map<string, Set<string>>;
  dates: string[];
  times: Set<string>;
  /** Folded. */
  words: Set<string>;
  /** Codes and addresses, and all words, folded; joined names apart as well. */
  text: string;
  /** Digits of its long numbers, without what parts them. */
  digits: string[];
}

const MOST_CHARACTERS = 2_000_000;
const MINUTES_OF: [RegExp, number][] = [
  [/min/i, 1],
  [/hour|hrs?\b/i, 60],
  [/day/i, 1440],
  [/week/i, 10_080],
  [/month/i, 43_200],
  [/year/i, 525_600],
];

/** Evidence made ready to be asked. */
export class EvidenceIndex {
  private readonly indexes: readonly Index[];

  constructor(evidence: readonly Evidence[]) {
    this.indexes = evidence.map(indexOf);
  }

  /** Which pieces of evidence hold a fact, in their order. */
  holding(fact: Fact): Evidence[] {
    return this.indexes.filter((index) => holds(index, fact)).map(({ evidence }) => evidence);
  }
}

function indexOf(evidence: Evidence): Index {
  const index: Index = {
    evidence,
    numbers: new Map(),
    dates: [],
    times: new Set(),
    words: new Set(),
    text: "",
    digits: [],
  };
  const texts: string[] = [];
  const read = (value: Json, key: string): void => {
    if (value === null || typeof value === "boolean") return;
    if (typeof value === "number") {
      note(index.numbers, number(value), "");
      note(index.numbers, number(Math.abs(value)), "");
      fromKey(index, key, value);
      texts.push(String(value));
    } else if (typeof value === "string") {
      const inner = jsonIn(value);
      if (inner !== undefined) return read(inner, key);
      if (/^-?\d+(?:\.\d+)?$/.test(value)) fromKey(index, key, Number(value));
      texts.push(value);
    } else if (Array.isArray(value)) {
      // How many there are is a fact as well.
      note(index.numbers, number(value.length), "count");
      for (const item of value) read(item, key);
    } else if (isObject(value)) {
      for (const [name, item] of Object.entries(value)) {
        texts.push(name);
        read(item as Json, name);
      }
    }
  };
  read(evidence.value, "");
  const text = texts.join("\n").slice(0, MOST_CHARACTERS);
  for (const fact of sentencesOf(text).flatMap((sentence) => factsOf(sentence.text))) {
    if (fact.kind === "number") for (const value of fact.values) note(index.numbers, value, fact.unit ?? "");
    if (fact.kind === "date") index.dates.push(...fact.values);
    if (fact.kind === "time") for (const value of fact.values) index.times.add(value);
  }
  index.text = ` ${fold(text).replace(/[^\p{L}\p{N}@.+]+/gu, " ")} `;
  for (const word of index.text.split(" ")) index.words.add(word.replace(/^\.+|\.+$/g, ""));
  for (const match of text.matchAll(/\d(?:[\d -]{2,}\d)/g)) index.digits.push(match[0].replace(/\D/g, ""));
  return index;
}

function jsonIn(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** What the name of a field says of its number: minutes, cents, a share. */
function fromKey(index: Index, key: string, value: number): void {
  if (/cents?\b|_minor|minor_/i.test(key)) note(index.numbers, number(value / 100), "");
  if (Math.abs(value) <= 1) note(index.numbers, number(value * 100), "%");
  for (const [words, minutes] of MINUTES_OF)
    if (words.test(key)) note(index.numbers, number(value * minutes), "min");
}

const number = (value: number): string => String(Math.round(value * 1e6) / 1e6);

function note(numbers: Map<string, Set<string>>, value: string, unit: string): void {
  const units = numbers.get(value);
  if (units) units.add(unit);
  else numbers.set(value, new Set([unit]));
}

function holds(index: Index, fact: Fact): boolean {
  switch (fact.kind) {
    case "number":
      return fact.values.some((value) => holdsNumber(index, fact, value)) || holdsDigits(index, fact);
    case "date":
      return fact.values.some((value) => index.dates.some((date) => sameDate(date, value)));
    case "time":
      return fact.values.some((value) => index.times.has(value));
    case "address":
      return fact.values.some((value) =>
        index.text.includes(fold(value).replace(/[^\p{L}\p{N}@.+]+/gu, " ")),
      );
    case "code":
      return fact.values.some((value) => holdsWords(index, value));
    case "name":
      return fact.values.some((value) => holdsWords(index, value));
  }
}

/** A figure of another unit is another figure; a bare one in a field may be of any. */
function holdsNumber({ numbers }: Index, { unit }: Fact, value: string): boolean {
  const plain = unit?.startsWith("range:") ? null : unit;
  const units = numbers.get(value);
  if (plain === null) return units !== undefined;
  if (units !== undefined && (units.has(plain) || units.has(""))) return true;
  if (plain !== "min") return false;
  // A duration beside a bare number: "3 days" where a field says 3.
  return [1, 60, 1440, 10_080, 43_200, 525_600].some((minutes) => {
    const bare = Number(value) / minutes;
    return Number.isInteger(bare) && numbers.get(String(bare))?.has("") === true && minutes > 1;
  });
}

/** "ending in 7447", and telephone numbers however they are parted. */
function holdsDigits({ digits }: Index, { text, unit }: Fact): boolean {
  const plain = text.replace(/\D/g, "");
  return (
    unit === null &&
    plain.length >= 4 &&
    /^[\d -]+$/.test(text) &&
    digits.some((long) => long.endsWith(plain))
  );
}

/** The same day, as far as both say it; a month holds its days. */
function sameDate(one: string, other: string): boolean {
  const [yearA, monthA, dayA] = one.split("-");
  const [yearB, monthB, dayB] = other.split("-");
  return (
    monthA === monthB &&
    (yearA === yearB || yearA === "*" || yearB === "*") &&
    (dayA === dayB || dayB === "*")
  );
}

/** All words of a name, of which some may be joined with others there: `mia_li_3668` holds Mia Li. */
function holdsWords({ text, words }: Index, value: string): boolean {
  const wanted = fold(value)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  if (wanted === "") return true;
  if (text.includes(` ${wanted} `)) return true;
  const joined = wanted.replaceAll(" ", "");
  if (words.has(joined)) return true;
  return wanted.split(" ").every((word) => words.has(word) || words.has(word.replace(/s$/, "")));
}
