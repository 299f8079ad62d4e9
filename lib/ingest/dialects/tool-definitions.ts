import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import { redactSecrets } from "@/lib/privacy/redact";
import type { ToolDefinition } from "@/lib/model/message";

import { jsonOrText } from "@/lib/model/json-text";
import { textOrNull } from "./facts";

/**
 * Tool definitions in any client's shape: a list of objects or of their JSON texts, plain or wrapped as OpenAI does, or under their
 * names. What is none is kept as it came, without a name.
 */
export function toolDefinitionsOf(value: Json | undefined): ToolDefinition[] | null {
  if (value === undefined || value === null || value === "") return null;
  const given = jsonOrText(value);
  const held = isObject(given) && Array.isArray(given.tools) ? given.tools : given;
  const list = Array.isArray(held) ? held : isObject(held) && !isDefinition(held) ? byName(held) : [held];
  const definitions = list
    .map(jsonOrText)
    .flatMap((item) => declarationsOf(item) ?? [item])
    .map(definitionOf)
    .filter((item) => item !== null);
  return definitions.length === 0 ? null : definitions;
}

const isDefinition = (value: JsonObject): boolean =>
  [value.name, value.type, value.function, value.toolSpec, value.functionDeclarations].some(
    (word) => word !== undefined,
  ) || declarationsOf(value) !== null;

/** `{ "get_weather": { "description": … } }`. */
const byName = (tools: JsonObject): Json[] =>
  Object.entries(tools).map(([name, tool]): Json =>
    isObject(tool) ? { name, ...tool } : { name, parameters: tool },
  );

/** Google groups functions. */
function declarationsOf(value: Json): Json[] | null {
  if (!isObject(value)) return null;
  const declarations = value.functionDeclarations ?? value.function_declarations;
  return Array.isArray(declarations) ? declarations : null;
}

/** OpenAI wraps a definition in `function`, Bedrock in `toolSpec`. */
function definitionOf(value: Json): ToolDefinition | null {
  if (value === null) return null;
  if (typeof value === "string") return /\s/.test(value) ? { name: "", description: value } : { name: value };
  if (!isObject(value)) return { name: "", parameters: value };
  const inner: JsonObject = [value.function, value.toolSpec].find(isObject) ?? value;
  const name = textOrNull(inner.name ?? value.name ?? value.type);
  if (name === null) return Object.keys(value).length === 0 ? null : { name: "", parameters: value };
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
  const isBuiltIn = parameters === null && typeof value.type === "string" && value.type !== "function";
  const configuration = isBuiltIn ? configurationOf(value) : null;
  return {
    name,
    ...(description === null ? {} : { description }),
    ...(parameters === null ? {} : { parameters }),
    ...(configuration === null ? {} : { configuration }),
  };
}

const NAMES = new Set(["name", "description", "type"]);

/** Tools of the provider take no arguments from us: what is said of them is how they are set up, credentials of servers apart. */
function configurationOf(tool: JsonObject): JsonObject | null {
  const said = Object.entries(tool).filter(([key, value]) => !NAMES.has(key) && value !== null);
  return said.length === 0 ? null : redactSecrets(Object.fromEntries(said));
}
