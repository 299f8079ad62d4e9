import type { Json, JsonObject } from "@/lib/model/json";
import { isObject } from "@/lib/model/json";

import type { Attributes } from "./otlp/shape";

/** Numbers from 0 below 1; seeded, so that a failure can be had again. */
export type Random = () => number;

const below = (random: Random, end: number): number => Math.floor(random() * end);
const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[below(random, items.length)] as Item;

/** An item that no convention of today knows; its texts can be looked for. */
export function oddItem(random: Random, mark: string): Json {
  return pick<() => Json>(random, [
    () => null,
    () => below(random, 1000),
    () => true,
    () => `zz${mark} bare text`,
    () => ({ type: "tool_search_output", call_id: `zz${mark}`, tools: [] }),
    () => ({ type: "program_result_item", data: `zz${mark}` }),
    () => ({ foo: `zz${mark}` }),
    () => [`zz${mark}`, null],
    () => ({ type: "remove", id: `zz${mark}`, content: "" }),
    () => ({ type: "text", text: { nested: `zz${mark}` } }),
    () => ({ role: "critic", content: { note: `zz${mark}` } }),
  ])();
}

/** JSON text as JavaScript writes it, or as Python does. */
const written = (random: Random, value: Json): string =>
  random() < 0.5 ? JSON.stringify(value) : pythonJson(value);

/** As `json.dumps(value)` writes it: blanks after separators, nothing beyond ASCII, NaN. */
function pythonJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${ascii(key)}: ${pythonJson(item)}`)
      .join(", ")}}`;
  return typeof value === "string" ? ascii(value) : JSON.stringify(value);
}

const ascii = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const jsonIn = (value: Json): Json | undefined => {
  if (typeof value === "object" && value !== null) return value;
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
};

/** Every list in a value, with those that lie in others. */
function listsIn(value: Json, into: Json[][] = []): Json[][] {
  if (Array.isArray(value)) into.push(value);
  if (typeof value === "object" && value !== null)
    for (const item of Object.values(value)) listsIn(item, into);
  return into;
}

function nodesIn(value: Json, into: (JsonObject | Json[])[] = []): (JsonObject | Json[])[] {
  if (typeof value !== "object" || value === null) return into;
  into.push(value);
  for (const item of Object.values(value)) nodesIn(item, into);
  return into;
}

/**
 * Attributes with one of their values bent: an odd item put into a list, a value of another type, a field renamed or wrapped, the value cut
 * off, told as a structure instead of JSON text, or the other way round.
 */
export function mutated(attributes: Attributes, random: Random, mark: string): Attributes {
  const copy: Attributes = new Map(attributes);
  const keys = [...copy.keys()];
  const rich = keys.filter((key) => jsonIn(copy.get(key) as Json) !== undefined);
  const key = rich.length > 0 && random() < 0.8 ? pick(random, rich) : pick(random, keys);
  const value = copy.get(key) as Json;
  const parsed = structuredClone(jsonIn(value));
  if (parsed === undefined) {
    copy.set(
      key,
      pick<() => Json>(random, [
        () => oddItem(random, mark) ?? `zz${mark}`,
        () => [value, `zz${mark}`],
        () => ({ was: value, now: `zz${mark}` }),
        () => JSON.stringify({ was: value, now: `zz${mark}` }),
      ])(),
    );
    return copy;
  }
  const change = pick<() => Json>(random, [
    () => insertion(parsed, random, mark),
    () => insertion(parsed, random, mark),
    () => bent(parsed, random, mark),
    () => ({ wrapped: parsed, by: `zz${mark}` }),
    () => parsed,
  ])();
  const text = random();
  if (text < 0.7) copy.set(key, written(random, change));
  else if (text < 0.85) copy.set(key, change);
  else copy.set(key, written(random, change).slice(0, -1 - below(random, 20)));
  return copy;
}

function insertion(value: Json, random: Random, mark: string): Json {
  const lists = listsIn(value);
  if (lists.length === 0) return bent(value, random, mark);
  const list = pick(random, lists);
  list.splice(below(random, list.length + 1), 0, oddItem(random, mark));
  return value;
}

/** Changes one field somewhere. */
function bent(value: Json, random: Random, mark: string): Json {
  const nodes = nodesIn(value).filter((node) => Object.keys(node).length > 0);
  if (nodes.length === 0) return [value, `zz${mark}`];
  const node = pick(random, nodes) as JsonObject;
  const key = pick(random, Object.keys(node));
  const held = node[key] ?? null;
  pick<() => void>(random, [
    () => void (node[key] = oddItem(random, mark)),
    () => void (node[key] = { was: held, now: `zz${mark}` }),
    () => void (node[key] = [held, `zz${mark}`]),
    () => {
      if (Array.isArray(node)) {
        node[Number(key)] = null;
        return;
      }
      delete node[key];
      node[`zz${mark}`] = held;
    },
  ])();
  return value;
}

/** Puts an odd item among the messages (or parts) of a value; null where there is no such list. */
export function withOddMessage(
  value: Json,
  random: Random,
  mark: string,
): { value: Json; item: Json } | null {
  const parsed = structuredClone(jsonIn(value));
  if (parsed === undefined) return null;
  const lists = [
    parsed,
    ...(isObject(parsed) ? [parsed.messages, parsed.input, parsed.contents, parsed.output] : []),
  ].filter(
    (list): list is Json[] =>
      Array.isArray(list) && list.length > 0 && list.every((item) => isObject(item) && "role" in item),
  );
  if (lists.length === 0) return null;
  const list = pick(random, lists);
  const item = oddItem(random, mark);
  list.splice(below(random, list.length + 1), 0, item);
  return { value: typeof value === "string" ? written(random, parsed) : parsed, item };
}

/** Every text in a value, that in JSON texts included. */
export function leafTexts(value: Json, into: string[] = []): string[] {
  if (typeof value === "string") {
    const inner = jsonIn(value);
    if (inner === undefined) into.push(value);
    else leafTexts(inner, into);
  } else if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) leafTexts(item, into);
  }
  return into;
}
