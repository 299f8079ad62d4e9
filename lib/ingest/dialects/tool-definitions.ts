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
  const definitions = list.map((item) => definitionOf(jsonOrText(item))).filter((item) => item !== null);
  return definitions.length === 0 ? null : definitions;
}

function definitionOf(value: Json): ToolDefinition | null {
  if (!isObject(value)) return null;
  const inner: JsonObject = isObject(value.function) ? value.function : value;
  const name = textOrNull(inner.name ?? value.name ?? value.type);
  if (name === null) return null;
  const description = textOrNull(inner.description);
  const parameters = jsonOrText(
    inner.parameters ?? inner.inputSchema ?? inner.input_schema ?? inner.jsonSchema ?? inner.schema ?? null,
  );
  return {
    name,
    ...(description === null ? {} : { description }),
    ...(parameters === null ? {} : { parameters }),
  };
}
