import type { Json } from "@/lib/model/json";

/**
 * The one text of a JSON value, by RFC 8785: keys in the order of their UTF-16 units, no white space, numbers and strings as
 * JavaScript writes them. Who hashes it gets the same wherever it is done.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${fields.join(",")}}`;
}
