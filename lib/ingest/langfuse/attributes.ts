import type { Json, JsonObject } from "@/lib/model/json";

import type { Attributes } from "../otlp/shape";

/** Body's key -> the attribute under which Langfuse's OpenTelemetry SDKs send the same. */
export type Names = Readonly<Record<string, string>>;

/** A merged body as attributes, for the dialect to read: known keys by their names, the rest below `langfuse.body.`. */
export function attributesOf(body: JsonObject, names: Names, own: JsonObject): Attributes {
  const attributes: Attributes = new Map();
  for (const [key, value] of Object.entries(body)) {
    const name = Object.hasOwn(names, key) ? names[key] : `langfuse.body.${key}`;
    if (name !== undefined && !isEmpty(value)) attributes.set(name, value);
  }
  for (const [key, value] of Object.entries(own)) if (value !== null) attributes.set(key, value);
  return attributes;
}

const isEmpty = (value: Json): boolean =>
  value === null || (typeof value === "object" && Object.keys(value).length === 0);
