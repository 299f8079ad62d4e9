import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { ToolDefinition } from "@/lib/model/message";

import { jsonOrText } from "../text";
import { textOrNull } from "./facts";

/** Tool definitions in any client's shape: a list of objects or of their JSON texts, plain or wrapped as OpenAI does. */
export function toolDefinitionsOf(value: Json | undefined): ToolDefinition[] | null {
  if (value === undefined) return null;
  const list = jsonOrText(value);
  if (!Array.isArray(list)) return null;
  const definitions = list
    .map(jsonOrText)
    .flatMap((item) => declarationsOf(item) ?? [item])
    .map(definitionOf)
    .filter((item) => item !== null);
  return definitions.length === 0 ? null : definitions;
}

/** Google groups functions. */
function declarationsOf(value: Json): Json[] | null {
  if (!isObject(value)) return null;
  const declarations = value.functionDeclarations ?? value.function_declarations;
  return Array.isArray(declarations) ? declarations : null;
}

/** OpenAI wraps a definition in `function`, Bedrock in `toolSpec`. */
function definitionOf(value: Json): ToolDefinition | null {
  if (!isObject(value)) return null;
  const inner: JsonObject = [value.function, value.toolSpec].find(isObject) ?? value;
  const name = textOrNull(inner.name ?? value.name ?? value.type);
  if (name === null) return null;
  const description = textOrNull(inner.description);
  const schema = jsonOrText(
    inner.parameters ??
      inner.inputSchema ??
      inner.input_schema ??
      inner.parameters_json_schema ??
      inner.jsonSchema ??
      inner.schema ??
      null,
  );
  const parameters = isObject(schema) && isObject(schema.json) ? schema.json : schema;
  return {
    name,
    ...(description === null ? {} : { description }),
    ...(parameters === null ? {} : { parameters }),
  };
}
