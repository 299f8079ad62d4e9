import type { JsonSchema } from "@/lib/openapi/document";

/** A schema in a few words: "text", "one of ok, error", "list of text", "number or null". */
export function schemaLine(schema: JsonSchema): string {
  const of = (value: unknown): string => schemaLine((value ?? {}) as JsonSchema);
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.map(String).join(", ")}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const options = (schema.anyOf ?? schema.oneOf) as unknown[] | undefined;
  if (options !== undefined) return [...new Set(options.map(of))].join(" or ");
  switch (schema.type) {
    case "string":
      return "text";
    case "integer":
      return "whole number";
    case "array": {
      const item = of(schema.items);
      return item.startsWith("one of") ? `any of ${item.slice("one of ".length)}` : `list of ${item}`;
    }
    case "number":
    case "boolean":
    case "null":
    case "object":
      return schema.type;
    default:
      return "any JSON";
  }
}

export interface FieldRow {
  name: string;
  depth: number;
  type: string;
  required: boolean;
  description: string;
}

/** The fields of an object and of the objects within it, in the order of the schema, at most three deep. */
export function fieldRows(schema: JsonSchema, depth = 0): FieldRow[] {
  const object = objectIn(schema);
  if (object === null || depth > 2) return [];
  const required = new Set((object.required as string[] | undefined) ?? []);
  return Object.entries(object.properties as { [name: string]: JsonSchema }).flatMap(([name, field]) => [
    {
      name,
      depth,
      type: schemaLine(field),
      required: required.has(name),
      description: typeof field.description === "string" ? field.description : "",
    },
    ...fieldRows(field, depth + 1),
  ]);
}

/** The object that a schema is, or a list of, or may be beside null. */
function objectIn(schema: JsonSchema): JsonSchema | null {
  if (typeof schema.properties === "object" && schema.properties !== null) return schema;
  if (typeof schema.items === "object" && schema.items !== null) return objectIn(schema.items as JsonSchema);
  for (const option of (schema.anyOf as JsonSchema[] | undefined) ?? []) {
    const found = objectIn(option);
    if (found !== null) return found;
  }
  return null;
}
