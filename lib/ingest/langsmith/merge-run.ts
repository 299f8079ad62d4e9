import { isObject, type Json, type JsonObject } from "@/lib/model/json";

import { timeNs } from "./identity";

/** Fields whose keys are merged: a later message may say only what is new. */
const MERGED = new Set(["extra", "metadata", "runtime", "attachments"]);

/**
 * The fields of all messages about one run, earlier ones first -> the run. A later message wins where it says something: absent, null and
 * empty never erase.
 */
export function mergeRun(messages: readonly JsonObject[]): JsonObject {
  const run = blank();
  for (const fields of messages)
    for (const [field, value] of Object.entries(fields)) {
      const known = run[field];
      if (field === "tags") run.tags = union(known, value);
      else if (field === "events") run.events = sumOfEvents(known, value);
      else run[field] = MERGED.has(field) ? merged(known, value) : later(known, value);
    }
  return run;
}

/** Clients choose names: `constructor` and `__proto__` are fields like any other. */
const blank = (): JsonObject => Object.create(null) as JsonObject;

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

const later = (known: Json | undefined, value: Json): Json =>
  known !== undefined && isEmpty(value) && !isEmpty(known) ? known : value;

function merged(known: Json | undefined, value: Json): Json {
  if (!isObject(known) || !isObject(value)) return later(known, value);
  const sum: JsonObject = Object.assign(blank(), known);
  for (const [key, item] of Object.entries(value))
    sum[key] = MERGED.has(key) ? merged(known[key], item) : later(known[key], item);
  return sum;
}

/** What is no list of tags is one of them: it is kept. */
const union = (known: Json | undefined, value: Json): Json => {
  const all = [known ?? [], isEmpty(value) ? [] : value].flatMap((tags) =>
    Array.isArray(tags) ? tags : [tags],
  );
  return [...new Map(all.map((tag) => [JSON.stringify(tag), tag])).values()];
};

/**
 * The last message has the events of those before it again: each is kept as often as the message says it that says it most (two
 * tokens of one millisecond are two events), in the order of their times.
 */
function sumOfEvents(known: Json | undefined, value: Json): Json {
  if (!Array.isArray(value) || !Array.isArray(known)) return later(known, value);
  const left = new Map<string, number>();
  for (const event of known) {
    const text = JSON.stringify(event);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  const added = value.filter((event) => {
    const text = JSON.stringify(event);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
  return [...known, ...added].sort((a, b) => compare(timeOf(a), timeOf(b)));
}

const timeOf = (event: Json): bigint => (isObject(event) ? (timeNs(event.time) ?? 0n) : 0n);
const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
