import { type Schema, Validator } from "@cfworker/json-schema";
import { LRUCache } from "lru-cache";

import { isObject, type Json } from "@/lib/model/json";
import type { ToolCall, ToolDefinition } from "@/lib/model/message";

/** Larger schemas, and larger arguments, take longer than one interaction is worth. */
const MOST_CHARACTERS = 20_000;
const compiled = new LRUCache<string, Validator>({ max: 500 });

/**
 * Whether a call's arguments are what its tool takes: JSON, and valid by the tool's schema. Patterns and formats are left out: a client's
 * expression could keep the worker busy for ever.
 * @returns null where nothing says what the tool takes
 */
export function fitsDefinition(
  call: ToolCall,
  definitions: readonly ToolDefinition[] | null,
): boolean | null {
  const definition = definitions?.find(({ name }) => name === call.name);
  if (definition === undefined) return null;
  // Arguments that do not parse are kept as text.
  if (typeof call.arguments === "string") return call.arguments.trim() === "" ? null : false;
  const schema = definition.parameters ?? null;
  if (!isObject(schema)) return null;
  const text = JSON.stringify(schema);
  if (text.length > MOST_CHARACTERS || JSON.stringify(call.arguments).length > MOST_CHARACTERS) return null;
  try {
    let validator = compiled.get(text);
    if (validator === undefined) {
      validator = new Validator(withoutExpressions(schema) as Schema, "2020-12", true);
      compiled.set(text, validator);
    }
    return validator.validate(call.arguments).valid;
  } catch {
    return null; // the schema itself is none
  }
}

const EXPRESSIONS = new Set(["pattern", "patternProperties", "format"]);

function withoutExpressions(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutExpressions);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      // A property may be called so: then its value is a schema, not text.
      .filter(([key, value]) => !EXPRESSIONS.has(key) || (key !== "patternProperties" && isObject(value)))
      .map(([key, value]) => [key, withoutExpressions(value ?? null)]),
  );
}
